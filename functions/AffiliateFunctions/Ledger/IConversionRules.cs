using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// One conversion as the rules in force at its time judge it. The ledger asks inside its own transaction, and again
/// whenever another writer came first, so the answer must follow from what is asked alone.
/// </summary>
public interface IConversionRules
{
    /// <summary>The version of the rule book.</summary>
    int Version { get; }

    /// <summary>How many days after the conversion a commission is payable.</summary>
    int HoldDays { get; }

    /// <summary>Whether it must be known what single customers have used of caps, or were paid for once.</summary>
    bool HasCustomerCaps { get; }

    /// <summary>What the conversion grants.</summary>
    /// <param name="partner">The first credited partner, up to this conversion.</param>
    ConversionGrants Evaluate(PartnerState partner);
}

/// <summary>What the rules make of one conversion.</summary>
/// <param name="Status">Applied, held or rejected. Held without a grant means that something is missing, and nothing is
/// stored.</param>
/// <param name="Reason">Why it is held or rejected, or why no rule pays.</param>
/// <param name="Grants">What is paid, to whichever of the credited partners.</param>
/// <param name="Counted">What the conversion adds to the counts of the first credited partner, its commissions
/// aside.</param>
public sealed record ConversionGrants(EffectStatus Status, string? Reason, IReadOnlyList<Grant> Grants, Counts Counted)
{
    /// <summary>
    /// The caps of single partners that each credited one's share is still to be held down by; none where there is but
    /// one partner.
    /// </summary>
    public IReadOnlyList<ShareCap> ShareCaps { get; init; } = [];

    /// <summary>What was used of the partner's caps, in minor units, by cap and window.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> PartnerCaps { get; init; } = [];

    /// <summary>What was used of the customer's caps, in minor units, by cap and window.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> CustomerCaps { get; init; } = [];

    /// <summary>How it came to nothing; null where something is granted.</summary>
    public EvaluationTrace? Trace { get; init; }

    /// <summary>The bonuses that were paid, by bonus and window.</summary>
    public IReadOnlyList<string> Bonuses { get; init; } = [];
}

/// <summary>What one rule or bonus grants one partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Rule">The rule or the bonus.</param>
/// <param name="Source">What the event was, or <see cref="BonusSource"/>.</param>
/// <param name="BaseAmount">What the rule was applied to, in minor units.</param>
/// <param name="Amount">Minor units of the program's currency, above zero.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Trace">The trace.</param>
public sealed record Grant(
    PartnerId Partner,
    string Rule,
    string Source,
    long BaseAmount,
    long Amount,
    string Currency,
    CommissionTrace Trace
)
{
    /// <summary>The source of a bonus, which no refund takes back.</summary>
    public const string BonusSource = "bonus";

    /// <summary>The places of the sale's lines that it is for, from 0; null where it is for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }
}
