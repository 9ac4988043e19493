using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>
/// A second computation of every number of the scorecards, by lists and loops over the events of the month and of those
/// before. It shares no code with the first one but the records of the facts.
/// </summary>
/// <param name="month">The facts, whose tallies are not used.</param>
/// <param name="events">The events of the month.</param>
/// <param name="past">The events of the spans before, the latest first; null for a span without a tally.</param>
internal sealed class NaiveScorecards(
    MonthFacts month,
    IReadOnlyList<ReviewedEvent> events,
    IReadOnlyList<IReadOnlyList<ReviewedEvent>?> past
)
{
    private static readonly string[] Interest = ["qualified", "meeting", "negotiation", "closed_won"];

    private List<string> Partners =>
        [
            .. Counted(events)
                .Select(e => e.Partner)
                .OfType<PartnerId>()
                .Concat(month.Commissions.Select(c => c.Partner))
                .Select(partner => partner.Value)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Each number in a line: the partner, the measure, its value and the mean of the past.</summary>
    public IEnumerable<string> Lines() =>
        Partners.SelectMany(partner =>
        {
            var (now, before) = (NumbersOf(partner, -1), PastOf(partner));
            return now.Select(number =>
            {
                var values = before.Select(numbers => numbers[number.Key]).OfType<decimal>().ToList();
                var mean = values.Count == 0 ? null : (decimal?)Math.Round(values.Sum() / values.Count, 4);
                return Line(partner, number.Key, number.Value, mean, before.Count);
            });
        });

    /// <summary>The medians of the measures that have one.</summary>
    public IReadOnlyDictionary<string, decimal> Medians() =>
        Partners
            .SelectMany(partner => NumbersOf(partner, -1))
            .Where(number => number.Value is not null)
            .GroupBy(number => number.Key, number => number.Value!.Value)
            .ToDictionary(values => values.Key, values => MedianOf([.. values]));

    /// <summary>A line.</summary>
    public static string Line(string partner, string measure, decimal? value, decimal? mean, int periods) =>
        $"{partner} {measure}: {value / 1.0000m:0.0000}, past {mean / 1.0000m:0.0000} of {periods}";

    // As many values are below the median as above it.
    private static decimal MedianOf(List<decimal> values)
    {
        while (values.Count > 2)
        {
            values.Remove(values.Max());
            values.Remove(values.Min());
        }

        return Math.Round(values.Sum() / values.Count, 4);
    }

    private List<Dictionary<string, decimal?>> PastOf(string partner)
    {
        var created = month.Partners.FirstOrDefault(record => record.Id.Value == partner)?.CreatedAt;
        return
        [
            .. Enumerable
                .Range(0, past.Count)
                .Where(index => past[index] is not null)
                .Where(index =>
                    created is null
                        ? Counted(past[index]!).Any(e => e.Partner?.Value == partner)
                        : created < month.Past[index].End
                )
                .Select(index => NumbersOf(partner, index)),
        ];
    }

    // The span -1 is the reviewed month.
    private Dictionary<string, decimal?> NumbersOf(string partner, int span)
    {
        var all = Counted(span < 0 ? events : past[span]!);
        var own = all.Where(e => e.Partner?.Value == partner).ToList();
        var leads = own.Where(e => e is { Type: "lead", Status: "applied" }).ToList();
        var sales = own.Where(e => e is { Type: "sale", Status: "applied" or "held" }).ToList();
        var refunds = own.Where(e => e is { Type: "refund", Status: "applied" }).ToList();
        var refunded = Math.Max(0, refunds.Sum(e => Math.Sign(e.Net ?? 1)));
        var customers = leads.Select(e => e.Customer?.Value).OfType<string>().Distinct().ToList();
        var qualified = customers.Count(customer =>
            all.Any(e =>
                e.Type == "stage"
                && !e.IsReportedByPartner
                && Interest.Contains(e.Stage)
                && e.Customer?.Value == customer
            )
        );
        var clicks = own.Count(e => e.Type == "click");
        decimal net = sales.Sum(e => e.Net ?? 0) - refunds.Sum(e => e.Net ?? 0);
        var paid = CommissionOf(partner, span);
        return new Dictionary<string, decimal?>
        {
            ["clicks"] = clicks,
            ["leads"] = leads.Count,
            ["qualified_leads"] = qualified,
            ["qualified_rate"] = Share(qualified, customers.Count),
            ["sales"] = sales.Count,
            ["conversion_rate"] = Share(sales.Count, clicks),
            ["renewals"] = sales.Any(e => e.IsRenewal is null) ? null : sales.Count(e => e.IsRenewal == true),
            ["net_revenue"] = net,
            ["refunds"] = refunded,
            ["refund_rate"] = Share(refunded, sales.Count),
            ["commission"] = paid,
            ["margin"] = Share(net - sales.Sum(e => e.Fee) - paid, net),
            ["epc"] = clicks == 0 || paid is null ? null : Math.Round(paid.Value / clicks, 2),
            ["days_since_last_conversion"] = DaysOf(partner, span),
        };
    }

    private decimal? CommissionOf(string partner, int span) =>
        span < 0
            ? month.Commissions.Where(c => c.Partner.Value == partner).Sum(c => c.Kept)
            : month.Past[span].Commissions?.Where(own => own.Key.Value == partner).Sum(own => own.Value);

    private decimal? DaysOf(string partner, int span)
    {
        var known = (span < 0 ? [events] : Enumerable.Empty<IReadOnlyList<ReviewedEvent>?>())
            .Concat(past.Skip(Math.Max(0, span)))
            .TakeWhile(some => some is not null)
            .SelectMany(some => Counted(some!))
            .Where(e => e.Partner?.Value == partner)
            .Where(e => e is { Type: "lead", Status: "applied" } or { Type: "sale", Status: "applied" or "held" })
            .Select(e => e.OccurredAt!.Value)
            .ToList();
        var end = span < 0 ? month.To : month.Past[span].End;
        return known.Count == 0
            ? null
            : Math.Max(0, Math.Floor((decimal)(end - known.Max()).Ticks / TimeSpan.TicksPerDay));
    }

    private static List<ReviewedEvent> Counted(IEnumerable<ReviewedEvent> some) =>
        [.. some.Where(e => e.Status != "rejected" && !(e.Type == "click" && e.IsOfBot))];

    private static decimal? Share(decimal? part, decimal whole) =>
        whole > 0 && part is { } known ? Math.Round(known / whole, 4) : null;
}
