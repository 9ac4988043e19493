using Affiliate.Domain.Rules;
using AffiliateFunctions.ProgramRules;

namespace AffiliateFunctions.Ledger;

/// <summary>A conversion judged by a rule book, with the partner's standing put in by the ledger.</summary>
/// <param name="Rules">The rule book in force at the event's time.</param>
/// <param name="Input">The event, the customer, the first credited partner and the credits; what the ledger knows is left out: statistics, caps, bonuses.</param>
public sealed record RuleBookConversion(ApprovedRuleBook Rules, EvaluationInput Input) : IConversionRules
{
    /// <inheritdoc/>
    public int Version => Rules.Version;

    /// <inheritdoc/>
    public int HoldDays => Rules.Rules.Book.HoldDays;

    /// <inheritdoc/>
    public bool HasCustomerCaps => Rules.Rules.Book.HasCustomerCaps;

    /// <inheritdoc/>
    public ConversionGrants Evaluate(PartnerStanding partner)
    {
        var isShared = Input.Credits.Count > 1;
        var judged = Judgement.Of(isShared ? Rules.Rules.ForShares : Rules.Rules, Input with { Version = Rules.Version }, partner, isTraced: true);
        var evaluation = judged.Evaluation;
        Grant[] grants = [.. evaluation.Commissions.Where(commission => commission.Amount > 0).Select(commission => GrantOf(commission, evaluation.TraceOf(commission)))];
        return new ConversionGrants(StatusOf(evaluation, grants), evaluation.Reason, grants, judged.Counted)
        {
            ShareCaps = isShared ? [.. Rules.Rules.Book.Caps.Where(cap => cap.Scope == CapScope.Partner).Select(ShareCapOf)] : [],
            PartnerCaps = judged.PartnerCaps,
            CustomerCaps = judged.CustomerCaps,
            Bonuses = evaluation.BonusesPaid,
        };
    }

    private static EffectStatus StatusOf(Evaluation evaluation, Grant[] grants) => evaluation.Decision switch
    {
        Decision.Reject => EffectStatus.Rejected,
        Decision.Hold when grants.Length > 0 || evaluation.Reason == EvaluationReasons.FxRateMissing => EffectStatus.Held,

        // What caps took whole leaves nothing to hold.
        _ => EffectStatus.Applied,
    };

    private ShareCap ShareCapOf(Cap cap) => new(cap.Id, WindowNames.CapKey(cap, Input.Conversion.OccurredAt), cap.Max);

    private Grant GrantOf(GrantedCommission commission, CommissionTrace trace) => new(
        commission.Partner,
        commission.Rule,
        commission.IsBonus ? Grant.BonusSource : Input.Conversion.Type.ToString().ToLowerInvariant(),
        commission.BaseAmount,
        commission.Amount,
        commission.Currency.Value,
        WithoutAddresses(trace));

    // The ledger is kept for ever; what is in it of a person can be erased nowhere else.
    private static CommissionTrace WithoutAddresses(CommissionTrace trace) => trace with
    {
        Evaluation = trace.Evaluation with
        {
            Customer = trace.Evaluation.Customer with { Email = null },
            Partner = trace.Evaluation.Partner with { Email = null },
        },
    };
}
