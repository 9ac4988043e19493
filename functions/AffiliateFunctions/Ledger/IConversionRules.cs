using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The rules in force at the time of one conversion, applied to it. The ledger evaluates them inside its transaction,
/// and again after each concurrency conflict, so the result must depend on the arguments alone.
/// </summary>
public interface IConversionRules
{
    /// <summary>The version of the rule book.</summary>
    int Version { get; }

    /// <summary>
    /// The number of days after the conversion until a commission is payable whose trace does not tell it.
    /// </summary>
    int HoldDays { get; }

    /// <summary>
    /// Whether the evaluation needs the customer's usage of caps or the customer's once-only payments.
    /// </summary>
    bool HasCustomerCaps { get; }

    /// <summary>Evaluates what the conversion grants.</summary>
    /// <param name="partner">The state of the first credited partner before this conversion.</param>
    ConversionGrants Evaluate(PartnerState partner);
}

/// <summary>The result of evaluating one conversion.</summary>
/// <param name="Status">Applied, held or rejected. Held without a grant means that data is missing; then nothing is
/// stored.</param>
/// <param name="Reason">Why the conversion is held or rejected, or why no rule pays.</param>
/// <param name="Grants">The grants to the credited partners.</param>
/// <param name="Counted">What the conversion adds to the counts of the first credited partner, excluding its
/// commissions.</param>
public sealed record ConversionGrants(EffectStatus Status, string? Reason, IReadOnlyList<Grant> Grants, Counts Counted)
{
    /// <summary>
    /// The caps of single partners that still have to limit each credited partner's share; empty when only one partner
    /// is credited.
    /// </summary>
    public IReadOnlyList<ShareCap> ShareCaps { get; init; } = [];

    /// <summary>The amounts used of the partner's caps, in minor units, by cap and window.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> PartnerCaps { get; init; } = [];

    /// <summary>The amounts used of the customer's caps, in minor units, by cap and window.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> CustomerCaps { get; init; } = [];

    /// <summary>The trace that explains why nothing was granted; null when there is a grant.</summary>
    public EvaluationTrace? Trace { get; init; }

    /// <summary>The bonuses that were paid, by bonus and window.</summary>
    public IReadOnlyList<string> Bonuses { get; init; } = [];
}

/// <summary>The amount that one rule or bonus grants one partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Rule">The rule or the bonus.</param>
/// <param name="Source">The type of the event, <see cref="BonusSource"/> or <see cref="OverrideSource"/>.</param>
/// <param name="BaseAmount">The amount that the rule was applied to, in minor units.</param>
/// <param name="Amount">The granted amount in minor units of the program's currency, above zero.</param>
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
    /// <summary>The source of a bonus. Refunds do not take back bonuses.</summary>
    public const string BonusSource = "bonus";

    /// <summary>
    /// The source of a commission for the commissions of recruited partners. Refunds take it back; caps do not apply.
    /// </summary>
    public const string OverrideSource = "partner_sale";

    /// <summary>
    /// The positions of the sale's lines that the grant covers, from 0; null when it covers the whole sale.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }
}
