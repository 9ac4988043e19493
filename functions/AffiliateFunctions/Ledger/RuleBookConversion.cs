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
    public bool HasCustomerCaps => Caps(CapScope.Customer).Any();

    private DateTimeOffset At => Input.Conversion.OccurredAt;

    /// <inheritdoc/>
    public ConversionGrants Evaluate(PartnerStanding partner)
    {
        var evaluation = Rules.Rules.Evaluate(Input with
        {
            Partner = Input.Partner with { Stats = StatsOf(partner.Counts) },
            CapUsed = Caps(CapScope.Partner).Select(cap => (cap.Id, Used: partner.CapUse.GetValueOrDefault(KeyOf(cap))))
                .Concat(Caps(CapScope.Customer).Select(cap => (cap.Id, Used: partner.CustomerCapUse.GetValueOrDefault(KeyOf(cap)))))
                .ToDictionary(cap => cap.Id, cap => cap.Used, StringComparer.Ordinal),
            BonusesPaid = partner.Bonuses,
            Version = Rules.Version,
        });
        Grant[] grants = [.. evaluation.Commissions.Where(commission => commission.Amount > 0).Select(commission => GrantOf(commission, evaluation.TraceOf(commission)))];
        return new ConversionGrants(StatusOf(evaluation, grants), evaluation.Reason, grants, Counted(evaluation))
        {
            PartnerCaps = UseOf(evaluation, CapScope.Partner),
            CustomerCaps = UseOf(evaluation, CapScope.Customer),
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

    private IEnumerable<Cap> Caps(CapScope scope) => Rules.Rules.Book.Caps.Where(cap => cap.Scope == scope);

    private string KeyOf(Cap cap) => $"{cap.Id}:{WindowNames.Name(cap.Window ?? Window.Lifetime, At)}";

    private KeyValuePair<string, long>[] UseOf(Evaluation evaluation, CapScope scope)
        => [.. Caps(scope).Where(cap => evaluation.CapUse.ContainsKey(cap.Id)).Select(cap => KeyValuePair.Create(KeyOf(cap), evaluation.CapUse[cap.Id]))];

    // A customer that was there before the partner is none of the partner's doing.
    private Counts Counted(Evaluation evaluation) => (Input.Conversion.Type, evaluation.Reason) switch
    {
        (_, EvaluationReasons.ExistingCustomer) => Counts.None,
        (ConversionType.Click, _) => Counts.None with { Clicks = 1 },
        (ConversionType.Lead, _) => Counts.None with { Leads = 1 },
        (ConversionType.Sale, _) => Counts.None with
        {
            Sales = 1,
            Customers = Input.History.Payments == 0 ? 1 : 0,
            SaleAmount = evaluation.ConvertedAmount,
        },
        _ => Counts.None,
    };

    private Grant GrantOf(GrantedCommission commission, CommissionTrace trace) => new(
        commission.Partner,
        commission.Rule,
        commission.IsBonus ? Grant.BonusSource : Input.Conversion.Type.ToString().ToLowerInvariant(),
        commission.BaseAmount,
        commission.Amount,
        commission.Currency.Value,
        WithoutAddresses(trace).ToJson());

    // The ledger is kept for ever; what is in it of a person can be erased nowhere else.
    private static CommissionTrace WithoutAddresses(CommissionTrace trace) => trace with
    {
        Evaluation = trace.Evaluation with
        {
            Customer = trace.Evaluation.Customer with { Email = null },
            Partner = trace.Evaluation.Partner with { Email = null },
        },
    };

    private static PartnerStats StatsOf(WindowCounts counts)
    {
        return new PartnerStats
        {
            Clicks = Of(c => c.Clicks),
            Leads = Of(c => c.Leads),
            Sales = Of(c => c.Sales),
            Customers = Of(c => c.Customers),
            SaleAmount = Of(c => c.SaleAmount),
            CommissionAmount = Of(c => c.CommissionAmount),
        };

        MetricCounts Of(Func<Counts, long> metric)
            => new(metric(counts.Lifetime), metric(counts.Month), metric(counts.Quarter), metric(counts.Year));
    }
}
