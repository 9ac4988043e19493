using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>Random facts of a November, with everything that a measure distinguishes.</summary>
internal sealed class GeneratedMonths(int seed)
{
    private static readonly string[] Types =
    [
        "click",
        "click",
        "lead",
        "stage",
        "sale",
        "sale",
        "refund",
        "sale_change",
    ];
    private static readonly string[] Statuses = ["accepted", "applied", "applied", "held", "rejected"];
    private static readonly string[] Kinds = ["review", "cycle", "application"];
    private static readonly string?[] Stages =
    [
        "qualified",
        "meeting",
        "negotiation",
        "closed_won",
        "closed_lost",
        null,
    ];
    private static readonly DateTimeOffset From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = From.AddMonths(1);

    private readonly Random random = new(seed);

    /// <summary>The events of the spans before the last facts; null for a span without a tally.</summary>
    public IReadOnlyList<IReadOnlyList<ReviewedEvent>?> PastEvents { get; private set; } = [];

    /// <summary>Facts, with the events that they are made of.</summary>
    public (MonthFacts Month, IReadOnlyList<ReviewedEvent> Events) Next()
    {
        var events = Many(150, () => Event(From));
        PastEvents =
        [
            .. Enumerable
                .Range(1, random.Next(7))
                .Select(back => random.Next(8) == 0 ? null : Many(40, () => Event(From.AddMonths(-back)))),
        ];
        var month = new MonthFacts
        {
            Period = Period.Parse("2026-11"),
            From = From,
            To = To,
            MeasuredAt = To.AddHours(8),
            Events = TallyOf(events),
            Past = [.. PastEvents.Select((own, i) => Span(own, From.AddMonths(-i)))],
            EarlierBuyers = Many(10, () => Customer()).ToHashSet(),
            Intake = new IntakeCounts(random.Next(5), random.Next(5)),
            Applications = Many(12, Application),
            Partners = [.. Enumerable.Range(0, 5).Select(Record)],
            Commissions = Many(
                30,
                () => new CommissionFacts(Partner(), random.Next(-200, 4_000), random.Next(4) == 0, random.Next(5) == 0)
            ),
            Holds = Many(8, () => new HoldFacts(Time(-100, 29), random.Next(2) == 0, random.Next(3) == 0)),
            Cycles = Many(4, () => new CycleFacts(Time(-40, 1), Maybe(-30, 40), Maybe(-20, 40))),
            Approvals = Many(
                12,
                () =>
                    new ApprovalFacts(
                        Any(Kinds),
                        $"o{random.Next(3)}@example.com",
                        Time(-20, 29),
                        Maybe(-5, 40),
                        random.Next(3) > 0
                    )
            ),
            Components = Many(5, () => new ComponentFacts(random.Next(4) > 0, random.Next(3) == 0)),
            RuleBooks = Many(3, () => new RuleBookFacts(Time(0, 29), Time(0, 29))),
            Actions = Many(6, () => new ActionFacts(Time(-10, 40), Maybe(-10, 40))),
            Audit = new AuditFacts(random.Next(20), random.Next(4) > 0),
        };
        return (month, events);
    }

    private PastSpan Span(IReadOnlyList<ReviewedEvent>? events, DateTimeOffset end) =>
        new(
            end,
            events is null ? null : TallyOf(events),
            random.Next(5) == 0
                ? null
                : Many(4, Partner).Distinct().ToDictionary(partner => partner, _ => (long)random.Next(-100, 9_000))
        );

    private static EventTally TallyOf(IEnumerable<ReviewedEvent> events)
    {
        var tally = new EventTally();
        foreach (var item in events)
        {
            tally.Add(item);
        }

        return tally;
    }

    private ReviewedEvent Event(DateTimeOffset from)
    {
        var (type, at) = (Any(Types), from.AddMinutes(random.Next(27 * 24 * 60)));
        return new ReviewedEvent
        {
            Type = type,
            Status = Any(Statuses),
            IsOfBot = type == "click" && random.Next(4) == 0,
            Customer = random.Next(5) == 0 ? null : Customer(),
            Partner = random.Next(3) == 0 ? null : Partner(),
            Stage = Any(Stages),
            IsReportedByPartner = type == "stage" && random.Next(4) == 0,
            IsOfExistingCustomer = random.Next(3) == 0,
            Net = random.Next(6) == 0 ? null : random.Next(-500, 10_000),
            Fee = random.Next(100),
            FilledFields = random.Next(5),
            Fields = 4,
            IsRenewal = type != "sale" || random.Next(40) == 0 ? null : random.Next(2) == 0,
            OccurredAt = random.Next(9) == 0 ? at.AddDays(-random.Next(60)) : at,
            ReceivedAt = at,
            AppliedAt = random.Next(3) == 0 ? null : at.AddMinutes(random.Next(5_000)),
        };
    }

    private ApplicationFacts Application()
    {
        var submitted = Time(-130, 29);
        DateTimeOffset? decided = random.Next(4) == 0 ? null : submitted.AddMinutes(random.Next(20_000));
        var isApproved = decided is not null && random.Next(3) > 0;
        return new ApplicationFacts(
            submitted,
            decided,
            isApproved && random.Next(3) > 0 ? decided!.Value.AddMinutes(random.Next(5_000)) : null,
            random.Next(4),
            3,
            isApproved,
            isApproved ? Partner() : null,
            isApproved && random.Next(2) == 0
        );
    }

    private PartnerRecordFacts Record(int number) =>
        new(PartnerId.Parse($"prt_{number}"), random.Next(3) > 0, Time(-100, 40), Time(-500, 29))
        {
            CreatedAt = Maybe(-250, 20),
        };

    private List<T> Many<T>(int atMost, Func<T> next) =>
        [.. Enumerable.Range(0, random.Next(atMost + 1)).Select(_ => next())];

    private T Any<T>(T[] values) => values[random.Next(values.Length)];

    private CustomerId Customer() => CustomerId.Parse($"c{random.Next(12)}");

    private PartnerId Partner() => PartnerId.Parse($"prt_{random.Next(5)}");

    private DateTimeOffset Time(int fromDay, int toDay) =>
        From.AddDays(fromDay).AddMinutes(random.Next((toDay - fromDay) * 24 * 60));

    private DateTimeOffset? Maybe(int fromDay, int toDay) => random.Next(3) == 0 ? null : Time(fromDay, toDay);
}
