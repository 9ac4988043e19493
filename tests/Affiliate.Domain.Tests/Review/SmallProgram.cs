using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>A program small enough that every measure of its November can be computed by hand.</summary>
internal static class SmallProgram
{
    private static readonly PartnerId Agency = PartnerId.Parse("prt_agency");
    private static readonly PartnerId Blog = PartnerId.Parse("prt_blog");

    /// <summary>The facts of November 2026, measured in the morning of 1 December.</summary>
    public static MonthFacts November { get; } =
        new()
        {
            Period = Period.Parse("2026-11"),
            From = Day(11, 1),
            To = Day(12, 1),
            MeasuredAt = Day(12, 1).AddHours(8),
            Events = TallyOf(Events()),
            Past =
            [
                // October: 5 clicks, and a first sale of 20 dollars on the 11th with a fee of 50 cents.
                new(
                    Day(11, 1),
                    TallyOf([
                        .. Enumerable.Repeat(Event("click", null, Agency), 5),
                        Sale("ole", Agency, 2_000) with
                        {
                            Fee = 50,
                            OccurredAt = Day(10, 11),
                        },
                    ]),
                    new Dictionary<PartnerId, long> { [Agency] = 400 }
                ),
                // September: 3 clicks.
                new(
                    Day(10, 1),
                    TallyOf(Enumerable.Repeat(Event("click", null, Agency), 3)),
                    new Dictionary<PartnerId, long>()
                ),
            ],
            EarlierBuyers = Customers("anna", "bob", "carl", "dora"),
            Intake = new IntakeCounts(Refused: 4, Duplicates: 2) { Reasons = [new RefusedReason("api: currency", 4)] },
            Applications =
            [
                // Submitted and decided in November: 24, 48 and 96 hours; fields 3, 2 and 1 of 3.
                new(Day(11, 2), Day(11, 3), Day(11, 3).AddHours(6), 3, 3, true, PartnerId.Parse("prt_new"), false),
                new(Day(11, 4), Day(11, 6), Day(11, 6).AddHours(2), 2, 3, true, PartnerId.Parse("prt_left"), false),
                new(Day(11, 10), Day(11, 14), null, 1, 3, false, null, false),
                // Approved in August: their 90 days ended on 13 and 18 November.
                new(Day(8, 14), Day(8, 15), Day(8, 15), 3, 3, true, Agency, true),
                new(Day(8, 18), Day(8, 20), Day(8, 20), 3, 3, true, Blog, false),
            ],
            Partners =
            [
                new(Agency, true, Day(8, 15), Day(11, 20)) { CreatedAt = Day(8, 15) },
                new(Blog, true, Day(8, 20), Day(8, 20)) { CreatedAt = Day(8, 20) },
                new(PartnerId.Parse("prt_old"), true, Day(1, 1), Day(1, 1).AddYears(-1)),
                new(PartnerId.Parse("prt_left"), false, Day(11, 25), Day(11, 6)),
            ],
            Commissions =
            [
                new(Agency, 2_000, IsHeld: false, IsManual: false),
                new(Agency, 1_000, IsHeld: true, IsManual: false),
                new(Blog, 500, IsHeld: false, IsManual: false),
                new(Blog, 100, IsHeld: false, IsManual: true),
            ],
            Holds =
            [
                new(Day(11, 5), IsReleased: true, IsTakenBack: true),
                new(Day(11, 6), IsReleased: true, IsTakenBack: false),
                new(Day(11, 7), IsReleased: false, IsTakenBack: false),
                new(Day(10, 7), IsReleased: true, IsTakenBack: false),
            ],
            Cycles = [new(Day(11, 1), Day(11, 3), Day(11, 8)), new(Day(10, 1), Day(10, 4), Day(11, 2))],
            Approvals =
            [
                new("cycle", "finance@example.com", Day(11, 1), Day(11, 3), IsByPerson: true),
                new("review", "owner@example.com", Day(11, 1), Day(11, 2), IsByPerson: true),
                new("adjustment", "finance@example.com", Day(11, 4), Day(11, 8), IsByPerson: false),
                new("rule_book", "owner@example.com", Day(11, 20), null, IsByPerson: false),
                new("review", "owner@example.com", Day(11, 29), null, IsByPerson: false),
            ],
            Components = [new(true, false), new(true, false), new(true, true), new(true, false)],
            RuleBooks = [new(Day(11, 10), Day(11, 15)), new(Day(11, 16), Day(11, 15))],
            Actions =
            [
                new(Day(11, 15), Day(11, 14)),
                new(Day(11, 20), Day(11, 22)),
                new(Day(11, 25), null),
                new(Day(12, 5), null),
            ],
            Audit = new AuditFacts(12, IsIntact: true),
        };

    private static EventTally TallyOf(IEnumerable<ReviewedEvent> events)
    {
        var tally = new EventTally();
        foreach (var item in events)
        {
            tally.Add(item);
        }

        return tally;
    }

    private static IEnumerable<ReviewedEvent> Events()
    {
        // 8 clicks, one of them rejected, and 3 of bots.
        for (var click = 0; click < 7; click++)
        {
            yield return Event("click", null, Agency);
        }

        yield return Event("click", null, null) with
        {
            Status = "rejected",
        };
        for (var bot = 0; bot < 3; bot++)
        {
            yield return Event("click", null, Agency) with
            {
                Status = "rejected",
                IsOfBot = true,
            };
        }

        // 4 leads: 10 of 16 fields are filled.
        yield return Event("lead", "eve", Agency) with
        {
            FilledFields = 4,
            Fields = 4,
        };
        yield return Event("lead", "finn", Agency) with
        {
            FilledFields = 3,
            Fields = 4,
        };
        yield return Event("lead", "gina", Blog) with
        {
            FilledFields = 2,
            Fields = 4,
        };
        yield return Event("lead", "hugo", Blog) with
        {
            FilledFields = 1,
            Fields = 4,
        };
        yield return Event("stage", "eve", Agency) with
        {
            Stage = "qualified",
        };
        yield return Event("stage", "finn", Agency) with
        {
            Stage = "closed_won",
        };
        yield return Event("stage", "gina", Blog) with
        {
            Stage = "unqualified",
        };

        // 5 sales of which one credits nobody, and one renewal: 100 + 50 + 30 + 20 + 10 net, fees 4.
        yield return Sale("eve", Agency, 10_000) with
        {
            Fee = 300,
            AppliedAt = Day(11, 5).AddHours(2),
        };
        yield return Sale("anna", Agency, 5_000) with
        {
            IsOfExistingCustomer = true,
            IsRenewal = true,
            OccurredAt = Day(11, 20),
            Fee = 100,
        };
        yield return Sale("bob", Blog, 3_000) with
        {
            IsRenewal = true,
            AppliedAt = Day(11, 5).AddHours(1),
        };
        yield return Sale("ida", Blog, 2_000) with
        {
            Status = "held",
            AppliedAt = Day(11, 5).AddHours(4),
        };
        yield return Sale("jane", null, 1_000);

        // A rejected sale counts for the input only; a refund of 15 for the blog.
        yield return Sale("kim", Blog, 9_000) with
        {
            Status = "rejected",
        };
        yield return Event("refund", "bob", Blog) with
        {
            Net = 1_500,
        };
    }

    private static ReviewedEvent Sale(string customer, PartnerId? partner, long net) =>
        Event("sale", customer, partner) with
        {
            Net = net,
            IsRenewal = false,
            FilledFields = 3,
            Fields = 4,
        };

    private static ReviewedEvent Event(string type, string? customer, PartnerId? partner) =>
        new()
        {
            Type = type,
            Status = "applied",
            Customer = customer is null ? null : CustomerId.Parse(customer),
            Partner = partner,
            OccurredAt = Day(11, 5),
            ReceivedAt = Day(11, 5),
        };

    private static HashSet<CustomerId> Customers(params string[] names) => [.. names.Select(CustomerId.Parse)];

    private static DateTimeOffset Day(int month, int day) => new(2026, month, day, 0, 0, 0, TimeSpan.Zero);
}
