using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Review;

/// <summary>Makes the scorecards of a review: the results, their comparison, and what the rule book recommends.</summary>
public static class Scorecards
{
    private const int Digits = 4;

    /// <summary>The scorecards of all partners with an event or a commission of the months, by partner.</summary>
    /// <param name="month">The facts.</param>
    public static IReadOnlyList<Scorecard> Of(MonthFacts month)
    {
        var commissions = month
            .Commissions.GroupBy(line => line.Partner)
            .ToDictionary(own => own.Key, own => own.Sum(line => line.Kept));
        var created = month.Partners.ToDictionary(partner => partner.Id, partner => partner.CreatedAt);
        var now = new PastSpan(month.To, month.Events, commissions);
        return
        [
            .. month
                .Events.Partners.Keys.Union(commissions.Keys)
                .OrderBy(partner => partner.Value, StringComparer.Ordinal)
                .Select(partner =>
                    Compared(
                        CardOf(partner, now, month.Past),
                        [.. PastOf(partner, month.Past, created.GetValueOrDefault(partner))]
                    )
                ),
        ];
    }

    /// <summary>
    /// The median of each measure over the partners that have a value, by the name of the measure. A measure without
    /// values is absent.
    /// </summary>
    public static IReadOnlyDictionary<string, decimal> MediansOf(IReadOnlyList<Scorecard> cards)
    {
        var medians = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var measure in ScorecardMeasure.All)
        {
            var values = cards.Select(measure.ValueOf).OfType<decimal>().Order().ToList();
            if (values.Count > 0)
            {
                var (low, high) = (values[(values.Count - 1) / 2], values[values.Count / 2]);
                medians[measure.Name] = Math.Round((low + high) / 2, Digits);
            }
        }

        return medians;
    }

    /// <summary>Returns the scorecard with the recommendation of the rules.</summary>
    /// <param name="card">The scorecard.</param>
    /// <param name="rules">The rules, or null.</param>
    /// <param name="certifications">The certifications that the partner has.</param>
    /// <param name="format">Formats the value of a measure, such as an amount in the program's currency.</param>
    public static Scorecard Judged(
        this Scorecard card,
        ReviewRules? rules,
        IReadOnlyList<string>? certifications = null,
        Func<ScorecardUnit, decimal, string>? format = null
    )
    {
        var facts = card.ToFacts(certifications ?? []);
        var reasons = new ScorecardReasons(facts, format ?? ScorecardReasons.Plain);
        var (recommendation, why) =
            Met(rules?.PauseAt) is { } pause ? ("pause", reasons.Of(pause))
            : Met(rules?.PromoteAt) is { } promote ? ("promote", reasons.Of(promote))
            : Met(rules?.CoachAt) is { } coach ? ("coach", reasons.Of(coach))
            : card.HasResults ? ("keep", WhyKept(rules))
            : (null, null);
        return card with { Recommendation = recommendation, Why = why };

        Condition? Met(Condition? condition) => condition?.IsMet(facts) == true ? condition : null;
    }

    private static string WhyKept(ReviewRules? rules) =>
        rules is null or { PauseAt: null, PromoteAt: null, CoachAt: null }
            ? "the rule book has no conditions for partners"
            : "no condition of the rule book holds";

    private static Scorecard Compared(Scorecard card, IReadOnlyList<Scorecard> past)
    {
        var means = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var measure in ScorecardMeasure.All)
        {
            var values = past.Select(measure.ValueOf).OfType<decimal>().ToList();
            if (values.Count > 0)
            {
                means[measure.Name] = Math.Round(values.Average(), Digits);
            }
        }

        return card with
        {
            Past = means.Count > 0 ? means : null,
            PastPeriods = past.Count,
        };
    }

    // A partner is compared with the months in which it was in the program. Of one whose record is gone, these are the
    // months with results.
    private static IEnumerable<Scorecard> PastOf(
        PartnerId partner,
        IReadOnlyList<PastSpan> past,
        DateTimeOffset? createdAt
    )
    {
        for (var i = 0; i < past.Count; i++)
        {
            var span = past[i];
            if (
                span.Events is not null
                && (createdAt is { } since ? since < span.End : span.Events.Partners.ContainsKey(partner))
            )
            {
                yield return CardOf(partner, span, past.Skip(i + 1));
            }
        }
    }

    private static Scorecard CardOf(PartnerId partner, PastSpan span, IEnumerable<PastSpan> before)
    {
        var own = span.Events!.Partners.GetValueOrDefault(partner) ?? PartnerTally.None;
        var leads = span.Events.LeadsOf(partner);
        return new Scorecard(
            partner,
            own.Clicks,
            own.Leads,
            own.Sales,
            own.Revenue,
            Math.Max(0, own.Refunds),
            span.Commissions?.GetValueOrDefault(partner) ?? 0
        )
        {
            HasCommission = span.Commissions is not null,
            LeadCustomers = leads?.Customers,
            QualifiedLeads = leads?.Qualified,
            Renewals = own.Renewals,
            Fees = own.Fees,
            DaysSinceLastConversion = LastConversionOf(partner, before.Prepend(span)) is { } at
                ? Math.Max(0, (span.End - at).Days)
                : null,
        };
    }

    // A month without a tally, or with a tally that does not say when the last conversion was, may have had a later one
    // than all months before it.
    private static DateTimeOffset? LastConversionOf(PartnerId partner, IEnumerable<PastSpan> latestFirst)
    {
        DateTimeOffset? last = null;
        foreach (var span in latestFirst)
        {
            var own = span.Events?.Partners.GetValueOrDefault(partner);
            last = PartnerTally.Later(last, own?.LastConversionAt);
            if (span.Events is null || (own is { IsComplete: false } && own.Leads + own.Sales > 0))
            {
                break;
            }
        }

        return last;
    }
}
