using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>What the rules say about a conversion.</summary>
/// <param name="Decision">Whether it pays.</param>
/// <param name="Reason">Why not, or why it waits: a screen's id, or one of <see cref="EvaluationReasons"/>.</param>
/// <param name="Commissions">What is granted to whom; a bonus is one of them.</param>
public sealed record Evaluation(Decision Decision, string? Reason, IReadOnlyList<GrantedCommission> Commissions)
{
    private static readonly IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> NoShareCapUse =
        new Dictionary<PartnerId, IReadOnlyDictionary<string, long>>();

    internal static readonly IReadOnlyDictionary<string, long> NoCapUse = new Dictionary<string, long>();

    /// <summary>
    /// How it came about; null where no trace was asked for. What was recorded is put into words when the trace is
    /// asked for.
    /// </summary>
    public EvaluationTrace? Trace => Record?.Trace;

    /// <summary>What was recorded on the way; null where no trace was asked for.</summary>
    internal EvaluationRecord? Record { get; init; }

    /// <summary>The sale's amount in minor units of the rule book's currency, as metrics count it.</summary>
    public long ConvertedAmount { get; init; }

    /// <summary>What this conversion uses of each cap, in minor units, by the cap's id.</summary>
    public IReadOnlyDictionary<string, long> CapUse { get; init; } = NoCapUse;

    /// <summary>
    /// The rules that pay a customer once and that this conversion has met: they do not pay for the customer again.
    /// </summary>
    public IReadOnlyList<string> RulesPaid { get; init; } = [];

    /// <summary>
    /// What each credited partner's shares use of its caps, in minor units, by cap and window; empty where none hold
    /// them down.
    /// </summary>
    public IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> ShareCapUse { get; init; } = NoShareCapUse;

    /// <summary>The bonuses that are paid with it, as <see cref="WindowNames.BonusKey"/> names them.</summary>
    public IReadOnlyList<string> BonusesPaid { get; init; } = [];

    /// <summary>How one of the commissions came about.</summary>
    /// <exception cref="InvalidOperationException">No trace was asked for.</exception>
    public CommissionTrace TraceOf(GrantedCommission commission)
    {
        var trace = Trace ?? throw new InvalidOperationException("This evaluation was not traced.");
        SplitPart[] split = commission.IsBonus
            ? [new SplitPart(commission.Partner, 1, commission.Amount)]
            :
            [
                .. Commissions
                    .Where(grantedCommission => grantedCommission.Rule == commission.Rule && !grantedCommission.IsBonus)
                    .Zip(trace.Credits, (item, credit) => new SplitPart(item.Partner, credit.Weight, item.Share)),
            ];
        return new CommissionTrace(commission.Rule, commission.Partner, commission.Amount, split, trace)
        {
            ShareCaps = commission.ShareCaps,
        };
    }

    /// <summary>
    /// The evaluation with each partner's shares held down by its own caps; bonuses go beside the caps.
    /// </summary>
    /// <param name="caps">The caps.</param>
    /// <param name="used">What a cap has paid a partner before, in minor units.</param>
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
                grantedCommission.IsBonus
                    ? grantedCommission
                    : grantedCommission.HeldDown(uses[grantedCommission.Partner].Hold(grantedCommission.Amount))
            ),
        ];
        var isNothing =
            Decision is Decision.Pay or Decision.Hold
            && held.All(item => item.Amount == 0)
            && Commissions.Any(entry => entry.Amount > 0);
        return this with
        {
            Commissions = held,
            Decision = isNothing ? Decision.None : Decision,
            Reason = isNothing ? EvaluationReasons.Capped : Reason,
            ShareCapUse = uses.ToDictionary(use => use.Key, pair => pair.Value.Used),
        };
    }
}

/// <summary>Whether a conversion pays.</summary>
public enum Decision
{
    /// <summary>It pays.</summary>
    Pay,

    /// <summary>It waits for a decision.</summary>
    Hold,

    /// <summary>It is rejected.</summary>
    Reject,

    /// <summary>No rule pays for it.</summary>
    None,
}

/// <summary>What one rule or bonus grants one partner.</summary>
/// <param name="Rule">The id of the rule or the bonus.</param>
/// <param name="IsBonus">Whether it is a bonus.</param>
/// <param name="Partner">The partner.</param>
/// <param name="BaseAmount">What the rule was applied to, in minor units.</param>
/// <param name="Amount">What is granted, in minor units.</param>
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
    /// <summary>The places of the sale's lines that it is for, from 0; null where it is for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>The partner's share before its own caps, in minor units.</summary>
    public long Share { get; init; } = Amount;

    /// <summary>
    /// What the partner's own caps took from its share of a conversion that others are credited for too; null where
    /// there are none.
    /// </summary>
    public IReadOnlyList<CapTrace>? ShareCaps { get; init; }

    internal GrantedCommission HeldDown((long Amount, IReadOnlyList<CapTrace> Traces) held) =>
        this with
        {
            Amount = held.Amount,
            ShareCaps = held.Traces,
        };
}

/// <summary>Reasons that are not a screen's id.</summary>
public static class EvaluationReasons
{
    /// <summary>The event is in another currency and has no rate.</summary>
    public const string FxRateMissing = "fx_rate_missing";

    /// <summary>An amount, or what it grants, is more than can be booked.</summary>
    public const string AmountTooLarge = "amount_too_large";

    /// <summary>The customer was known before the first touch.</summary>
    public const string ExistingCustomer = "existing_customer";

    /// <summary>The partner bought for itself.</summary>
    public const string SelfReferral = "self_referral";

    /// <summary>The time in which the customer's sales pay is over.</summary>
    public const string DurationEnded = "duration_ended";

    /// <summary>Caps took all that the rules pay.</summary>
    public const string Capped = "capped";

    /// <summary>The rules that match pay a customer once, and have paid.</summary>
    public const string PaidBefore = "paid_before";

    /// <summary>A commission is more than the base it was applied to.</summary>
    public const string ExceedsSale = "exceeds_sale";

    /// <summary>No rule matches.</summary>
    public const string NoRuleMatches = "no_rule_matches";

    /// <summary>No partner is credited.</summary>
    public const string NotAttributed = "not_attributed";
}
