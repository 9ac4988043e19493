namespace Affiliate.Domain.Rules;

/// <summary>What a rule book makes of one conversion of a partner that stands where it stands.</summary>
/// <param name="Evaluation">The evaluation.</param>
/// <param name="Counted">What the conversion adds to the partner's counts, its commissions aside.</param>
/// <param name="PartnerCaps">What it used of the partner's caps, in minor units, by cap and window.</param>
/// <param name="CustomerCaps">What it used of the customer's caps, in minor units, by cap and window; a rule that pays
/// a customer once is used by 1.</param>
public sealed record EvaluationWithState(
    Evaluation Evaluation,
    Counts Counted,
    IReadOnlyList<KeyValuePair<string, long>> PartnerCaps,
    IReadOnlyList<KeyValuePair<string, long>> CustomerCaps
)
{
    /// <summary>
    /// Whether the conversion counts: not when it is rejected, nor while something is missing that its amount depends
    /// on.
    /// </summary>
    public bool Counts =>
        Evaluation.Decision != Decision.Reject && Evaluation.Reason != EvaluationReasons.FxRateMissing;

    /// <summary>Judges a conversion.</summary>
    /// <param name="rules">The rule book.</param>
    /// <param name="input">The conversion; the partner's statistics, caps and bonuses in it are those of
    /// <paramref name="standing"/>.</param>
    /// <param name="standing">What the partner has done before.</param>
    /// <param name="isTraced">Whether a trace is asked for.</param>
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

    // A customer that was there before the partner is none of the partner's doing.
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
