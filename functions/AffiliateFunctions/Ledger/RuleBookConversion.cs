using Affiliate.Domain.Rules;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Ledger;

/// <summary>A conversion that a rule book evaluates with the partner state that the ledger supplies.</summary>
/// <param name="Rules">The rule book in force at the time of the event.</param>
/// <param name="Input">The event, the customer, the first credited partner and the credits. Statistics, caps and
/// bonuses are left out, because the ledger supplies them.</param>
public sealed record RuleBookConversion(ApprovedRuleBook Rules, EvaluationInput Input) : IConversionRules
{
    /// <inheritdoc/>
    public int Version => Rules.Version;

    /// <inheritdoc/>
    public int HoldDays => Rules.Rules.Book.HoldDays;

    /// <inheritdoc/>
    public bool HasCustomerCaps => Rules.Rules.LooksAtCustomersPay(Input.Conversion.Type);

    /// <inheritdoc/>
    public ConversionGrants Evaluate(PartnerState partner)
    {
        var shareCaps = ShareCap.Of(Rules.Rules.Book, Input.Credits, Input.Conversion.OccurredAt);
        var judged = EvaluationWithState.Of(
            shareCaps.Count > 0 ? Rules.Rules.ForShares : Rules.Rules,
            Input with
            {
                Version = Rules.Version,
            },
            partner,
            isTraced: true
        );
        var evaluation = judged.Evaluation;
        Grant[] grants =
        [
            .. evaluation
                .Commissions.Where(commission => commission.Amount > 0)
                .Select(commission => GrantOf(commission, evaluation.TraceOf(commission))),
        ];
        return new ConversionGrants(StatusOf(evaluation, grants), evaluation.Reason, grants, judged.Counted)
        {
            ShareCaps = shareCaps,
            PartnerCaps = judged.PartnerCaps,
            CustomerCaps = judged.CustomerCaps,
            Bonuses = evaluation.BonusesPaid,
            Trace = grants.Length > 0 ? null : WithoutAddresses(evaluation.Trace!),
        };
    }

    private static EffectStatus StatusOf(Evaluation evaluation, Grant[] grants) =>
        evaluation.Decision switch
        {
            Decision.Reject => EffectStatus.Rejected,
            Decision.Hold when grants.Length > 0 || evaluation.Reason == EvaluationReasons.FxRateMissing =>
                EffectStatus.Held,

            // When caps take the whole amount, there is nothing to hold.
            _ => EffectStatus.Applied,
        };

    private Grant GrantOf(GrantedCommission commission, CommissionTrace trace) =>
        new(
            commission.Partner,
            commission.Rule,
            commission.IsBonus ? Grant.BonusSource
                : commission.IsOverride ? Grant.OverrideSource
                : Input.Conversion.Type.ToString().ToLowerInvariant(),
            commission.BaseAmount,
            commission.Amount,
            commission.Currency.Value,
            trace with
            {
                Evaluation = WithoutAddresses(trace.Evaluation),
            }
        )
        {
            Lines = commission.Lines,
        };

    // The ledger is kept permanently, so personal data must not enter it: it could not be erased here.
    private static EvaluationTrace WithoutAddresses(EvaluationTrace trace) =>
        trace with
        {
            Customer = trace.Customer with { Email = null },
            Partner = trace.Partner with { Email = null },
        };
}
