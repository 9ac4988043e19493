using System.Globalization;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Retry;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Messages with everything in them, applied while every single request to storage fails once, before it is sent or
/// with its answer lost. Delivered again, as a queue does, they come to the same end as without a fault.
/// </summary>
public sealed partial class CutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "attribution": {"model": "linear", "window_days": 90, "precedence": ["deal", "coupon", "click"]},
        "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold", "reason": "Large"},
                                    {"id": "trial", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "trial"}, "then": "reject", "reason": "Trial"}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}, {"id": "lead", "on": "lead", "pay": {"flat": 100}}],
        "select": "all",
        "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": 2500}],
        "bonuses": [{"id": "three", "metric": "partner.sales", "window": "lifetime", "at_least": 3, "pay": {"flat": 777}}]
        """;

    // Each story by itself: every request of it fails in a run of its own, so a longer one takes the square of its
    // time.
    private static readonly Dictionary<string, (Func<Told, List<TrackingEvent>>[] Messages, string[] End)> Stories =
        new()
        {
            ["conversions"] = (
                [Conversions, Repeats],
                ["Rejected unknown_code", "Held fx_rate_missing", "Rejected invoice_taken", "three c4 777 0 "]
            ),
            ["refunds"] = (
                [EarlyRefunds, LateSales],
                [
                    "of-euro 0 Held sale_held",
                    "of-trial 0 Held sale_rejected",
                    "won 0 Applied ",
                    "too-much 0 Rejected refund_exceeds_sale",
                    "commission.reversed",
                ]
            ),
            ["touches"] = ([Untouched, LateTouch], ["nobodys 1 Applied  prt_p2", "nobodys share c8 100 40 "]),
        };

    [Theory]
    [InlineData("conversions", false)]
    [InlineData("conversions", true)]
    [InlineData("refunds", false)]
    [InlineData("refunds", true)]
    [InlineData("touches", false)]
    [InlineData("touches", true)]
    public async Task A_fault_at_any_request_and_a_redelivery_come_to_the_same_end(string story, bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            partners: 4,
            fault,
            tables: new MemoryTables()
        );
        var (messages, parts) = Stories[story];
        var (whole, requests) = await LiveAsync(host, fault, messages, 0, answerLost, parts);
        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            var (end, seen) = await LiveAsync(host, fault, messages, failsAt, answerLost, []);
            Assert.True(seen >= failsAt, $"Request {failsAt} never came.");
            Assert.Equal(whole, end);
        }

        Assert.True(requests > 10, $"The messages took only {requests} requests.");
    }

    private static async Task<(string End, int Requests)> LiveAsync(
        TrackingHost host,
        StorageFault fault,
        IEnumerable<Func<Told, List<TrackingEvent>>> messages,
        int failsAt,
        bool answerLost,
        string[] parts
    )
    {
        var program = ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{failsAt}"));
        var now = host.Clock.GetUtcNow();
        fault.Arm(0, answerLost);
        await host.Get<DealStore>().RegisterAsync(program, Deal(now.AddDays(-1)), "hash", default);

        fault.Arm(failsAt, answerLost);
        foreach (var message in messages)
        {
            await TrackingHost.DeliverAsync(() => host.ApplyAsync(message(new Told(program, now))));
        }

        await TrackingHost.DeliverAsync(() => RetryAsync(host, program));
        while (await host.TakeQueuedAsync() is { Count: > 0 } queued)
        {
            foreach (var message in queued)
            {
                await TrackingHost.DeliverAsync(() => host.ApplyAsync(message));
            }
        }

        var requests = fault.Requests;

        fault.Arm(0, answerLost);
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
        // An interrupted retry is repeated as another attempt, which is a part of the ids of webhook events.
        var undisturbed = $"{await host.EndAsync(program)}\n{host.Told(program)}";
        Assert.All(parts, part => Assert.Contains(part, undisturbed));
        var told = Attempt().Replace(host.Told(program), ":n:");
        return ($"{await host.EndAsync(program, withAttempts: false)}\n{told}", requests);
    }

    // A person asks again until the answer is that it is on its way, and the message comes until it is applied.
    private static async Task RetryAsync(TrackingHost host, ProgramSlug program)
    {
        var id = EventId.Parse("unknown");
        var mended = await host.Get<RetryEvents>()
            .RetryAsync(program, id, Sale("unknown", "c9", 1_000) with { Code = "p3" }, default);
        var next = mended.Succeeded
            ? mended.Value
            : (await host.Get<RetryEvents>().RetryAsync(program, id, null, default)).Value;
        if (next is not null)
        {
            await TrackingHost.DeliverAsync(() => host.ApplyAsync([next]));
        }
    }

    [GeneratedRegex(@":\d+:")]
    private static partial Regex Attempt();

    private static List<TrackingEvent> Conversions(Told told) =>
        [
            told.Of(EventType.Click, 0, new() { EventId = "click", Code = "p0" }),
            told.Of(EventType.Click, 1, new() { EventId = "click-nobody", Code = "nobody" }),
            told.Of(
                EventType.Lead,
                2,
                new()
                {
                    EventId = "lead",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p0",
                }
            ),
            told.Of(
                EventType.Lead,
                3,
                new()
                {
                    EventId = "lead-2",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p1",
                }
            ),
            told.Of(EventType.Sale, 4, Sale("shared", "c1", 10_001)),
            told.Of(EventType.Sale, 5, Sale("capped", "c1", 20_000)),
            told.Of(EventType.Sale, 6, Sale("held", "c2", 60_000) with { Coupon = "C2" }),
            told.Of(EventType.Sale, 7, Sale("trial", "c2", 1_000) with { Plan = "trial" }),
            told.Of(EventType.Sale, 8, Sale("unknown", "c9", 1_000) with { Code = "nobody" }),
            told.Of(EventType.Sale, 9, Sale("euro", "c2", 1_000) with { Currency = "EUR" }),
            told.Of(EventType.Sale, 10, Sale("doubled", "c2", 1_000) with { InvoiceId = "held" }),
            told.Of(
                EventType.Stage,
                11,
                new()
                {
                    EventId = "stage",
                    Deal = "deal",
                    Stage = "meeting",
                }
            ),
        ];

    private static List<TrackingEvent> Repeats(Told told) =>
        [
            told.Of(EventType.Sale, 60, Sale("third", "c4", 5_000) with { Code = "p0" }),
            .. Conversions(told).Where(trackingEvent => trackingEvent.Type == EventType.Sale),
        ];

    private static List<TrackingEvent> EarlyRefunds(Told told) =>
        [
            told.Of(
                EventType.Lead,
                2,
                new()
                {
                    EventId = "lead",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p0",
                }
            ),
            told.Of(
                EventType.Lead,
                3,
                new()
                {
                    EventId = "lead-2",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p1",
                }
            ),
            told.Of(EventType.Sale, 4, Sale("shared", "c1", 10_001)),
            told.Of(EventType.Sale, 5, Sale("disputed", "c1", 10_000)),
            told.Of(EventType.Sale, 7, Sale("trial", "c2", 1_000) with { Plan = "trial", Code = "p2" }),
            told.Of(EventType.Sale, 9, Sale("euro", "c2", 1_000) with { Currency = "EUR", Code = "p2" }),
            told.Of(
                EventType.Refund,
                13,
                new()
                {
                    EventId = "early",
                    InvoiceId = "late",
                    Amount = 500,
                }
            ),
            told.Of(
                EventType.Refund,
                14,
                new()
                {
                    EventId = "part",
                    InvoiceId = "shared",
                    Amount = 3_333,
                }
            ),
            told.Of(
                EventType.Refund,
                15,
                new()
                {
                    EventId = "too-much",
                    InvoiceId = "shared",
                    Amount = 30_000,
                }
            ),
            told.Of(
                EventType.Refund,
                16,
                new()
                {
                    EventId = "of-euro",
                    InvoiceId = "euro",
                    Amount = 100,
                }
            ),
            told.Of(
                EventType.Refund,
                17,
                new()
                {
                    EventId = "of-trial",
                    InvoiceId = "trial",
                    Amount = 100,
                }
            ),
            told.Of(
                EventType.Refund,
                18,
                new()
                {
                    EventId = "won",
                    InvoiceId = "disputed",
                    Amount = 10_000,
                    Reason = "dispute_won",
                }
            ),
        ];

    private static List<TrackingEvent> LateSales(Told told) =>
        [
            told.Of(
                EventType.Sale,
                60,
                Sale("late", "c3", 5_000) with
                {
                    Customer = new() { ExternalId = "c3", Email = "buyer@deal.example.net" },
                    Code = "p1",
                }
            ),
            told.Of(
                EventType.Refund,
                10,
                new()
                {
                    EventId = "lost",
                    InvoiceId = "disputed",
                    Amount = 10_000,
                    Reason = "chargeback",
                }
            ),
            told.Of(
                EventType.Refund,
                60,
                new()
                {
                    EventId = "rest",
                    InvoiceId = "shared",
                    TotalRefunded = 10_001,
                }
            ),
        ];

    private static List<TrackingEvent> Untouched(Told told) =>
        [
            told.Of(EventType.Sale, 9, Sale("nobodys", "c8", 1_000)),
            told.Of(
                EventType.Refund,
                60,
                new()
                {
                    EventId = "nobodys-refund",
                    InvoiceId = "nobodys",
                    Amount = 400,
                }
            ),
        ];

    // The customer of a sale that nobody was credited for had been touched.
    private static List<TrackingEvent> LateTouch(Told told) =>
        [
            told.Of(
                EventType.Lead,
                -14_400,
                new()
                {
                    EventId = "lead-late",
                    Customer = new() { ExternalId = "c8" },
                    Code = "p2",
                }
            ),
            told.Of(EventType.Sale, 60, Sale("fourth", "c4", 5_000) with { Code = "p0" }),
        ];

    private static EventBody Sale(string id, string customer, long amount) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new() { ExternalId = customer },
            Amount = amount,
            Currency = "USD",
        };

    private static Deal Deal(DateTimeOffset at) =>
        new()
        {
            Id = EventId.Parse("deal"),
            Partner = PartnerId.Parse("prt_p3"),
            Company = "Company",
            Domain = "deal.example.net",
            RegisteredAt = at,
            ExpiresAt = at.AddDays(30),
        };

    /// <summary>The program and the time that a story is told in.</summary>
    private sealed record Told(ProgramSlug Program, DateTimeOffset Now)
    {
        /// <summary>An event so many minutes after an hour ago.</summary>
        public TrackingEvent Of(EventType type, int minute, EventBody body) =>
            TrackingHost.Event(Program, type, body with { OccurredAt = Now.AddMinutes(minute - 60) }, Now);
    }
}
