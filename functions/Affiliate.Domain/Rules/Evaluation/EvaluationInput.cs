using Affiliate.Domain.Attribution;

namespace Affiliate.Domain.Rules;

/// <summary>Everything that an evaluation depends on.</summary>
public sealed record EvaluationInput
{
    /// <summary>The event.</summary>
    public required ConversionFacts Conversion { get; init; }

    /// <summary>The customer.</summary>
    public CustomerFacts Customer { get; init; } = new();

    /// <summary>The first credited partner: its group, country and statistics count.</summary>
    public required PartnerFacts Partner { get; init; }

    /// <summary>The credited partners with their shares, the first one first.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>
    /// The e-mail addresses of the other credited partners, as far as they are known, for the check of self-referral.
    /// </summary>
    public IReadOnlyList<string> OtherEmails { get; init; } = [];

    /// <summary>The touches that the credits follow from, for the trace; empty where the credits were given.</summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>The linked customers whose touches are among them, for the trace.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>What was before of this customer.</summary>
    public CustomerHistory History { get; init; } = CustomerHistory.None;

    /// <summary>The customer's first touch; nobody is an existing customer where it is null.</summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>What each cap has paid in the window of the event, in minor units, by the cap's id.</summary>
    public IReadOnlyDictionary<string, long> CapUsed { get; init; } = new Dictionary<string, long>();

    /// <summary>The bonuses that were paid, as <see cref="WindowNames.BonusKey"/> names them.</summary>
    public IReadOnlySet<string> BonusesPaid { get; init; } = new HashSet<string>();

    /// <summary>The number of the rule book's version, for the trace.</summary>
    public int? Version { get; init; }

    /// <summary>Whether the event is a sale.</summary>
    internal bool IsSale => Conversion.Type == ConversionType.Sale;

    /// <summary>Whether the event is the customer's first sale above 0.</summary>
    internal bool IsFirstPayment => IsSale && History.Payments == 0 && Conversion.Amount > 0;
}
