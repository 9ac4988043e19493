using System.Collections.Immutable;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>All values that an evaluation depends on.</summary>
public sealed record EvaluationInput
{
    private static readonly IReadOnlyDictionary<PartnerId, PartnerId> NoRecruiters =
        new Dictionary<PartnerId, PartnerId>();

    /// <summary>The event.</summary>
    public required ConversionFacts Conversion { get; init; }

    /// <summary>The customer.</summary>
    public CustomerFacts Customer { get; init; } = new();

    /// <summary>The first credited partner, whose group, country and statistics are used.</summary>
    public required PartnerFacts Partner { get; init; }

    /// <summary>The credited partners with their shares, the first credited partner first.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>
    /// The groups of the other credited partners and of recruiters at the time of the conversion. A partner whose group
    /// is unknown has the rules that apply to every group.
    /// </summary>
    public IReadOnlyDictionary<PartnerId, string> OtherGroups { get; init; } =
        ImmutableDictionary<PartnerId, string>.Empty;

    /// <summary>The partners who recruited credited partners, by the recruited partner.</summary>
    public IReadOnlyDictionary<PartnerId, PartnerId> Recruiters { get; init; } = NoRecruiters;

    /// <summary>The known e-mail addresses of the other credited partners, for the self-referral check.</summary>
    public IReadOnlyList<string> OtherEmails { get; init; } = [];

    /// <summary>
    /// The touches that the credits are derived from, for the trace; empty when the credits were given.
    /// </summary>
    public IReadOnlyList<Touch> Touches { get; init; } = [];

    /// <summary>The linked customers whose touches are included, for the trace.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>The history of the customer before this conversion.</summary>
    public CustomerHistory History { get; init; } = CustomerHistory.None;

    /// <summary>
    /// The time of the customer's first touch. When it is null, the customer is not treated as an existing customer.
    /// </summary>
    public DateTimeOffset? FirstTouchAt { get; init; }

    /// <summary>
    /// The amount that each cap has already paid in the window of the event, in minor units, by cap id.
    /// </summary>
    public IReadOnlyDictionary<string, long> CapUsed { get; init; } = new Dictionary<string, long>();

    /// <summary>The keys of the bonuses that are already paid, as made by <see cref="WindowNames.BonusKey"/>.</summary>
    public IReadOnlySet<string> BonusesPaid { get; init; } = new HashSet<string>();

    /// <summary>The version number of the rule book, for the trace.</summary>
    public int? Version { get; init; }

    /// <summary>Returns the group of a paid partner; null if it is unknown.</summary>
    internal string? GroupOf(PartnerId partner) =>
        partner == Partner.Id ? Partner.Group : OtherGroups.GetValueOrDefault(partner);

    /// <summary>Whether the event is a sale.</summary>
    internal bool IsSale => Conversion.Type == ConversionType.Sale;

    /// <summary>Whether the event is the customer's first sale above 0.</summary>
    internal bool IsFirstPayment => IsSale && History.Payments == 0 && Conversion.Amount > 0;
}
