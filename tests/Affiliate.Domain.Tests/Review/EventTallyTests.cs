using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>The fold of a month's events against a naive computation over all of them.</summary>
public sealed class EventTallyTests
{
    private static readonly string[] Types = ["click", "lead", "stage", "sale", "refund", "sale_change"];
    private static readonly string[] Statuses = ["accepted", "applied", "held", "rejected"];
    private static readonly string?[] Stages =
    [
        "qualified",
        "meeting",
        "negotiation",
        "closed_won",
        "closed_lost",
        "unqualified",
        null,
    ];

    [Fact]
    public void Random_months_in_any_order_have_the_figures_of_a_naive_computation()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, random.Next(120)).Select(_ => Any(random)).ToArray();
            var tally = TallyOf(events);
            random.Shuffle(events);
            var shuffled = TallyOf(events);

            Assert.Equal(Naive(events), FiguresOf(tally));
            Assert.Equal(FiguresOf(tally), FiguresOf(shuffled));
            Assert.Equal(
                events
                    .Where(e => e is { Type: "sale", Status: "applied" or "held", Partner: not null })
                    .GroupBy(e => e.Partner!.Value)
                    .Select(own => (own.Key.Value, own.Count()))
                    .Order(),
                tally.Partners.Where(own => own.Value.Sales > 0).Select(own => (own.Key.Value, own.Value.Sales)).Order()
            );
        }
    }

    private static string FiguresOf(EventTally tally) =>
        string.Join(
            ' ',
            [
                tally.Stored,
                tally.Rejected,
                tally.BotClicks,
                tally.Clicks,
                tally.Conversions,
                tally.Attributed,
                tally.Sales,
                tally.Refunds,
                tally.NetRevenue,
                tally.Fees,
                tally.LeadFields.Filled,
                tally.LeadFields.All,
                tally.SaleFields.Filled,
                tally.Leads.Count,
                tally.Staged.Count,
                tally.QualifiedCustomers.Count,
                tally.Buyers.Count,
                tally.ExistingCustomers.Count,
                tally.SaleToCommission.Sum(time => (long)time.TotalHours),
                tally.Partners.Values.Sum(partner => partner.Revenue),
            ]
        );

    private static string Naive(ReviewedEvent[] all)
    {
        var events = all.Where(e => !e.IsOfBot).ToList();
        var counted = events.Where(e => e.Status != "rejected").ToList();
        var sales = counted.Where(e => e is { Type: "sale", Status: "applied" or "held" }).ToList();
        var refunds = counted.Where(e => e is { Type: "refund", Status: "applied" }).ToList();
        string[] qualified = ["qualified", "meeting", "negotiation", "closed_won"];
        return string.Join(
            ' ',
            [
                events.Count,
                events.Count(e => e.Status == "rejected"),
                all.Length - events.Count,
                counted.Count(e => e.Type == "click"),
                events.Count(e => e.Type is "lead" or "sale"),
                events.Count(e => e.Type is "lead" or "sale" && e.Partner is not null),
                sales.Count,
                refunds.Sum(e => Math.Sign(e.Net ?? 1)),
                sales.Sum(e => e.Net ?? 0) - refunds.Sum(e => e.Net ?? 0),
                sales.Sum(e => e.Fee),
                events.Where(e => e.Type == "lead").Sum(e => e.FilledFields),
                events.Where(e => e.Type == "lead").Sum(e => e.Fields),
                events.Where(e => e.Type == "sale").Sum(e => e.FilledFields),
                CustomersOf(counted.Where(e => e is { Type: "lead", Status: "applied" })),
                CustomersOf(counted.Where(e => e.Type == "stage")),
                CustomersOf(counted.Where(e => e.Type == "stage" && qualified.Contains(e.Stage))),
                CustomersOf(sales),
                CustomersOf(sales.Where(e => e.IsOfExistingCustomer)),
                sales
                    .Where(e => e.AppliedAt is not null)
                    .Sum(e => (long)(e.AppliedAt!.Value - e.ReceivedAt).TotalHours),
                sales.Where(e => e.Partner is not null).Sum(e => e.Net ?? 0)
                    - refunds.Where(e => e.Partner is not null).Sum(e => e.Net ?? 0),
            ]
        );
    }

    private static int CustomersOf(IEnumerable<ReviewedEvent> events) =>
        events.Select(e => e.Customer).OfType<CustomerId>().Distinct().Count();

    private static EventTally TallyOf(IEnumerable<ReviewedEvent> events)
    {
        var tally = new EventTally();
        foreach (var item in events)
        {
            tally.Add(item);
        }

        return tally;
    }

    private static ReviewedEvent Any(Random random)
    {
        var type = Types[random.Next(Types.Length)];
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(700));
        return new ReviewedEvent
        {
            Type = type,
            Status = Statuses[random.Next(Statuses.Length)],
            IsOfBot = type == "click" && random.Next(4) == 0,
            Customer = random.Next(5) == 0 ? null : CustomerId.Parse($"c{random.Next(8)}"),
            Partner = random.Next(3) == 0 ? null : PartnerId.Parse($"prt_{random.Next(3)}"),
            Stage = Stages[random.Next(Stages.Length)],
            IsOfExistingCustomer = random.Next(3) == 0,
            Net = random.Next(6) == 0 ? null : random.Next(-500, 10_000),
            Fee = random.Next(100),
            FilledFields = random.Next(4),
            Fields = 4,
            ReceivedAt = at,
            AppliedAt = random.Next(3) == 0 ? null : at.AddHours(random.Next(50)),
        };
    }
}
