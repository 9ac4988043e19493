namespace Affiliate.Domain.Rules;

/// <summary>The evaluation of one conversion that uses the partner's counters, caps and bonuses.</summary>
/// <param name="Evaluation">The result of the evaluation.</param>
/// <param name="Counted">The counts that the conversion adds to the partner's counters, without its
/// commissions.</param>
/// <param name="PartnerCaps">The amounts that the conversion used of the partner's caps, in minor units, by cap and
/// window.</param>
/// <param name="CustomerCaps">The amounts that the conversion used of the customer's caps, in minor units, by cap and
/// window. A rule that pays once per customer has a use of 1.</param>
public sealed record EvaluationWithState(
    Evaluation Evaluation,
    Counts Counted,
    IReadOnlyList<KeyValuePair<string, long>> PartnerCaps,
    IReadOnlyList<KeyValuePair<string, long>> CustomerCaps
)
{
    /// <summary>
    /// Whether the conversion is counted. A rejected conversion is not counted, nor one whose amount cannot be computed
    /// yet because an exchange rate is missing.
    /// </summary>
    public bool Counts =>
        Evaluation.Decision != Decision.Reject && Evaluation.Reason != EvaluationReasons.FxRateMissing;

    /// <summary>Evaluates a conversion.</summary>
    /// <param name="rules">The rule book.</param>
    /// <param name="input">The conversion. The partner's statistics, caps and bonuses in it are replaced with those of
    /// <paramref name="standing"/>.</param>
    /// <param name="standing">The partner's state before the conversion.</param>
    /// <param name="isTraced">Whether a trace is requested.</param>
    public static EvaluationWithState Of(
        CompiledRuleBook rules,
        EvaluationInput input,
        PartnerState standing,
        bool isTraced
    )
    {
        var (caps, at) = (rules.Book.Caps, input.Conversion.OccurredAt);
        var asked = input with
        {
            Partner = input.Partner with { Stats = StatsOf(standing.Counts) },
            CapUsed =
                caps.Count == 0
                    ? Evaluation.NoCapUse
                    : caps.Where(cap => cap.Scope != CapScope.Conversion)
                        .ToDictionary(
                            cap => cap.Id,
                            cap =>
                                (
                                    cap.Scope == CapScope.Partner ? standing.CapUse : standing.CustomerCapUse
                                ).GetValueOrDefault(WindowNames.CapKey(cap, at)),
                            StringComparer.Ordinal
                        ),
            BonusesPaid = standing.Bonuses,
            History = OncePaid.RulesIn(standing.CustomerCapUse) is { Count: > 0 } paid
                ? input.History with
                {
                    RulesPaid = paid,
                }
                : input.History,
        };
        var evaluation = isTraced ? rules.Evaluate(asked) : rules.EvaluateUntraced(asked);
        return new EvaluationWithState(
            evaluation,
            CountedOf(input, evaluation),
            UseOf(CapScope.Partner),
            [.. UseOf(CapScope.Customer), .. OncePaid.UseOf(evaluation.RulesPaid)]
        );

        KeyValuePair<string, long>[] UseOf(CapScope scope) =>
            [
                .. caps.Where(cap => cap.Scope == scope && evaluation.CapUse.ContainsKey(cap.Id))
                    .Select(cap => KeyValuePair.Create(WindowNames.CapKey(cap, at), evaluation.CapUse[cap.Id])),
            ];
    }

    // An existing customer is not counted, because the partner did not bring that customer.
    private static Counts CountedOf(EvaluationInput input, Evaluation evaluation) =>
        (input.Conversion.Type, evaluation.Reason) switch
        {
            (_, EvaluationReasons.ExistingCustomer) => Rules.Counts.None,
            (ConversionType.Click, _) => Rules.Counts.None with { Clicks = 1 },
            (ConversionType.Lead, _) => Rules.Counts.None with { Leads = 1 },
            (ConversionType.Sale, _) => Rules.Counts.None with
            {
                Sales = 1,
                Customers = input.IsFirstPayment ? 1 : 0,
                SaleAmount = evaluation.ConvertedAmount,
            },
            _ => Rules.Counts.None,
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

        MetricCounts Of(Func<Counts, long> metric) =>
            new(metric(counts.Lifetime), metric(counts.Month), metric(counts.Quarter), metric(counts.Year));
    }
}
