using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>The result of applying a rule book to a conversion.</summary>
/// <param name="Decision">Whether the conversion pays.</param>
/// <param name="Reason">Why the conversion does not pay, or why it is held: the id of a screen, or one of
/// <see cref="EvaluationReasons"/>.</param>
/// <param name="Commissions">The commissions granted, bonuses included.</param>
public sealed record Evaluation(Decision Decision, string? Reason, IReadOnlyList<GrantedCommission> Commissions)
{
    private static readonly IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> NoShareCapUse =
        new Dictionary<PartnerId, IReadOnlyDictionary<string, long>>();

    internal static readonly IReadOnlyDictionary<string, long> NoCapUse = new Dictionary<string, long>();

    /// <summary>
    /// The explanation of the result; null when no trace was requested. The trace is built from the recorded values on
    /// first access.
    /// </summary>
    public EvaluationTrace? Trace => Record?.Trace;

    /// <summary>The values recorded during the evaluation; null when no trace was requested.</summary>
    internal EvaluationRecord? Record { get; init; }

    /// <summary>The amount of the sale in minor units of the rule book's currency, as metrics count it.</summary>
    public long ConvertedAmount { get; init; }

    /// <summary>The amount that this conversion uses of each cap, in minor units, by cap id.</summary>
    public IReadOnlyDictionary<string, long> CapUse { get; init; } = NoCapUse;

    /// <summary>
    /// The rules that pay once per customer and that this conversion has met. They do not pay for the customer again.
    /// </summary>
    public IReadOnlyList<string> RulesPaid { get; init; } = [];

    /// <summary>
    /// The amounts that each credited partner's shares use of the partner's caps, in minor units, by cap and window.
    /// Empty when no cap applies to the shares.
    /// </summary>
    public IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> ShareCapUse { get; init; } = NoShareCapUse;

    /// <summary>
    /// The keys of the bonuses that are paid with this conversion, as made by <see cref="WindowNames.BonusKey"/>.
    /// </summary>
    public IReadOnlyList<string> BonusesPaid { get; init; } = [];

    /// <summary>Returns the trace of one commission of this evaluation.</summary>
    /// <exception cref="InvalidOperationException">No trace was requested.</exception>
    public CommissionTrace TraceOf(GrantedCommission commission)
    {
        var trace = Trace ?? throw new InvalidOperationException("This evaluation was not traced.");
        SplitPart[] split =
            commission.IsBonus || commission.IsOverride
                ? [new SplitPart(commission.Partner, 1, commission.Amount)]
                :
                [
                    .. Commissions
                        .Where(grantedCommission =>
                            grantedCommission.Rule == commission.Rule && !grantedCommission.IsBonus
                        )
                        .Zip(trace.Credits, (item, credit) => new SplitPart(item.Partner, credit.Weight, item.Share)),
                ];
        return new CommissionTrace(commission.Rule, commission.Partner, commission.Amount, split, trace)
        {
            ShareCaps = commission.ShareCaps,
            Hold = Record!.HoldOf(commission.Partner),
        };
    }

    /// <summary>
    /// Returns the evaluation with each partner's shares limited by the partner's own caps. Caps do not apply to
    /// bonuses.
    /// </summary>
    /// <param name="caps">The caps.</param>
    /// <param name="used">Returns the amount that a cap has already paid to a partner, in minor units.</param>
    public Evaluation HeldDown(IReadOnlyList<ShareCap> caps, Func<PartnerId, ShareCap, long> used)
    {
        if (caps.Count == 0)
        {
            return this;
        }

        var uses = Commissions
            .Select(commission => commission.Partner)
            .Distinct()
            .ToDictionary(partner => partner, partner => new ShareCapUse(caps, cap => used(partner, cap)));
        GrantedCommission[] held =
        [
            .. Commissions.Select(grantedCommission =>
                grantedCommission.IsBonus || grantedCommission.IsOverride
                    ? grantedCommission
                    : grantedCommission.HeldDown(uses[grantedCommission.Partner].Hold(grantedCommission.Amount))
            ),
        ];
        var isNothing =
            Decision is Decision.Pay or Decision.Hold
            && held.All(commission => commission.Amount == 0)
            && Commissions.Any(commission => commission.Amount > 0);
        return this with
        {
            Commissions = held,
            Decision = isNothing ? Decision.None : Decision,
            Reason = isNothing ? EvaluationReasons.Capped : Reason,
            ShareCapUse = uses.ToDictionary(use => use.Key, use => use.Value.Used),
        };
    }
}

/// <summary>Whether a conversion pays.</summary>
public enum Decision
{
    /// <summary>The conversion pays.</summary>
    Pay,

    /// <summary>The conversion waits for a person's decision.</summary>
    Hold,

    /// <summary>The conversion is rejected.</summary>
    Reject,

    /// <summary>No rule pays for the conversion.</summary>
    None,
}

/// <summary>The amount that one rule or bonus grants to one partner.</summary>
/// <param name="Rule">The id of the rule or the bonus.</param>
/// <param name="IsBonus">Whether the grant is a bonus.</param>
/// <param name="Partner">The partner.</param>
/// <param name="BaseAmount">The amount the rule was applied to, in minor units.</param>
/// <param name="Amount">The amount granted, in minor units.</param>
/// <param name="Currency">The rule book's currency.</param>
public sealed record GrantedCommission(
    string Rule,
    bool IsBonus,
    PartnerId Partner,
    long BaseAmount,
    long Amount,
    Currency Currency
)
{
    /// <summary>
    /// The indexes, from 0, of the sale lines that the commission is for; null when it is for the whole conversion.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>
    /// Whether the commission is paid for the commissions of partners that the partner has recruited. Caps do not apply
    /// to it.
    /// </summary>
    public bool IsOverride { get; init; }

    /// <summary>The partner's share before the partner's own caps, in minor units.</summary>
    public long Share { get; init; } = Amount;

    /// <summary>
    /// The amounts that the partner's own caps removed from its share of a conversion with several credited partners;
    /// null when no such caps exist.
    /// </summary>
    public IReadOnlyList<CapTrace>? ShareCaps { get; init; }

    internal GrantedCommission HeldDown((long Amount, IReadOnlyList<CapTrace> Traces) held) =>
        this with
        {
            Amount = held.Amount,
            ShareCaps = held.Traces,
        };
}

/// <summary>The reasons of decisions that are not the id of a screen.</summary>
public static class EvaluationReasons
{
    /// <summary>The event is in a foreign currency and has no exchange rate.</summary>
    public const string FxRateMissing = "fx_rate_missing";

    /// <summary>An amount, or the commission computed from it, exceeds the maximum that can be booked.</summary>
    public const string AmountTooLarge = "amount_too_large";

    /// <summary>The customer was known before the first touch.</summary>
    public const string ExistingCustomer = "existing_customer";

    /// <summary>The partner is the buyer.</summary>
    public const string SelfReferral = "self_referral";

    /// <summary>The period in which the customer's sales pay has ended.</summary>
    public const string DurationEnded = "duration_ended";

    /// <summary>Caps have removed the whole commission.</summary>
    public const string Capped = "capped";

    /// <summary>The matching rules pay once per customer and have already paid.</summary>
    public const string PaidBefore = "paid_before";

    /// <summary>A commission exceeds the base it was applied to.</summary>
    public const string ExceedsSale = "exceeds_sale";

    /// <summary>No rule matches.</summary>
    public const string NoRuleMatches = "no_rule_matches";

    /// <summary>No partner is credited.</summary>
    public const string NotAttributed = "not_attributed";
}
