using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Deals;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Retry;
using Azure;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Messages with everything in them, applied while every single request to storage fails once, before it is sent or with its answer
/// lost. Delivered again, as a queue does, they come to the same end as without a fault.
/// </summary>
public sealed class CutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // As host.json says.
    private const int MostDeliveries = 5;

    private const string Rules = """
        "attribution": {"model": "linear", "window_days": 90, "precedence": ["deal", "coupon", "click"]},
        "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold", "reason": "Large"},
                                    {"id": "trial", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "trial"}, "then": "reject", "reason": "Trial"}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}, {"id": "lead", "on": "lead", "pay": {"flat": 100}}],
        "select": "all",
        "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": 2500}],
        "bonuses": [{"id": "three", "metric": "partner.sales", "window": "lifetime", "at_least": 3, "pay": {"flat": 777}}]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_at_any_request_and_a_redelivery_come_to_the_same_end(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 4, fault);
        var (whole, requests) = await LiveAsync(host, fault, 0, answerLost);
        Assert.Contains("Rejected unknown_code", whole);
        Assert.Contains("Held fx_rate_missing", whole);
        Assert.Contains("of-euro 0 Held sale_held", whole);
        Assert.Contains("of-trial 0 Held sale_rejected", whole);
        Assert.Contains("won 0 Applied ", whole);
        Assert.Contains("commission.reversed", whole);
        Assert.Contains("nobodys 1 Applied  prt_p2", whole);
        Assert.Contains("nobodys share c8 100 40 ", whole);
        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            var (end, seen) = await LiveAsync(host, fault, failsAt, answerLost);
            Assert.True(seen >= failsAt, $"Request {failsAt} never came.");
            Assert.Equal(whole, end);
        }

        Assert.True(requests > 60, $"The messages took only {requests} requests.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_customers_cap_is_granted_whole_wherever_its_partners_are_cut_off(bool answerLost)
    {
        const int Cap = 2_500;
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), $$"""
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }],
            "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": {{Cap}} }]
            """, partners: 3, fault);
        var requests = 1;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            var (program, now) = (ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"cap{failsAt}")), host.Clock.GetUtcNow());
            var sales = Enumerable.Range(0, 12).Select(i => TrackingHost.Event(
                program, EventType.Sale, Sale($"s{i}", $"c{i % 2}", 9_000) with { Code = $"p{i % 3}", OccurredAt = now.AddMinutes(i - 60) }, now)).ToList();
            fault.Arm(failsAt, answerLost);
            await DeliverAsync(() => host.ApplyAsync([.. sales.Skip(6), .. sales.Take(2)]));
            await DeliverAsync(() => host.ApplyAsync(sales));
            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
            Assert.Equal([Cap, Cap], (await host.GrantedAsync(program)).Values);
        }

        Assert.True(requests > 20, $"The messages took only {requests} requests.");
    }

    private static async Task<(string End, int Requests)> LiveAsync(TrackingHost host, StorageFault fault, int failsAt, bool answerLost)
    {
        var program = ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{failsAt}"));
        var now = host.Clock.GetUtcNow();
        fault.Arm(0, answerLost);
        await host.Get<DealStore>().RegisterAsync(program, Deal(now.AddDays(-1)), "hash", default);

        fault.Arm(failsAt, answerLost);
        await DeliverAsync(() => host.ApplyAsync(First(program, now)));
        await DeliverAsync(() => host.ApplyAsync(Second(program, now)));
        await DeliverAsync(() => host.ApplyAsync(Third(program, now)));
        await DeliverAsync(() => RetryAsync(host, program));
        while (await host.TakeQueuedAsync() is { Count: > 0 } queued)
        {
            foreach (var message in queued)
            {
                await DeliverAsync(() => host.ApplyAsync(message));
            }
        }

        var requests = fault.Requests;

        fault.Arm(0, answerLost);
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
        return ($"{await host.EndAsync(program)}\n{host.Told(program)}", requests);
    }

    // A person asks again until the answer is that it is on its way, and the message comes until it is applied.
    private static async Task RetryAsync(TrackingHost host, ProgramSlug program)
    {
        var id = EventId.Parse("unknown");
        var mended = await host.Get<RetryEvents>().RetryAsync(program, id, Sale("unknown", "c9", 1_000) with { Code = "p3" }, default);
        var next = mended.Succeeded ? mended.Value : (await host.Get<RetryEvents>().RetryAsync(program, id, null, default)).Value;
        if (next is not null)
        {
            await DeliverAsync(() => host.ApplyAsync([next]));
        }
    }

    private static List<TrackingEvent> First(ProgramSlug program, DateTimeOffset now)
    {
        var minute = 0;
        return
        [
            Of(EventType.Click, new() { EventId = "click", Code = "p0" }),
            Of(EventType.Click, new() { EventId = "click-nobody", Code = "nobody" }),
            Of(EventType.Lead, new() { EventId = "lead", Customer = new() { ExternalId = "c1" }, Code = "p0" }),
            Of(EventType.Lead, new() { EventId = "lead-2", Customer = new() { ExternalId = "c1" }, Code = "p1" }),
            Of(EventType.Sale, Sale("shared", "c1", 10_001)),
            Of(EventType.Sale, Sale("capped", "c1", 20_000)),
            Of(EventType.Sale, Sale("held", "c2", 60_000) with { Coupon = "C2" }),
            Of(EventType.Sale, Sale("trial", "c2", 1_000) with { Plan = "trial" }),
            Of(EventType.Sale, Sale("unknown", "c9", 1_000) with { Code = "nobody" }),
            Of(EventType.Sale, Sale("nobodys", "c8", 1_000)),
            Of(EventType.Sale, Sale("euro", "c2", 1_000) with { Currency = "EUR" }),
            Of(EventType.Sale, Sale("doubled", "c2", 1_000) with { InvoiceId = "held" }),
            Of(EventType.Stage, new() { EventId = "stage", Deal = "deal", Stage = "meeting" }),
            Of(EventType.Refund, new() { EventId = "early", InvoiceId = "late", Amount = 500 }),
            Of(EventType.Refund, new() { EventId = "part", InvoiceId = "shared", Amount = 3_333 }),
            Of(EventType.Refund, new() { EventId = "too-much", InvoiceId = "shared", Amount = 30_000 }),
            Of(EventType.Refund, new() { EventId = "of-euro", InvoiceId = "euro", Amount = 100 }),
            Of(EventType.Refund, new() { EventId = "of-trial", InvoiceId = "trial", Amount = 100 }),
            Of(EventType.Refund, new() { EventId = "won", InvoiceId = "capped", Amount = 20_000, Reason = "dispute_won" }),
        ];

        TrackingEvent Of(EventType type, EventBody body) => TrackingHost.Event(program, type, body with { OccurredAt = now.AddMinutes(minute++ - 60) }, now);
    }

    private static List<TrackingEvent> Second(ProgramSlug program, DateTimeOffset now) =>
    [
        TrackingHost.Event(program, EventType.Sale, Sale("late", "c3", 5_000) with { Customer = new() { ExternalId = "c3", Email = "buyer@deal.example.net" }, Code = "p1", OccurredAt = now }, now),
        TrackingHost.Event(program, EventType.Sale, Sale("third", "c4", 5_000) with { Code = "p0", OccurredAt = now }, now),
        TrackingHost.Event(program, EventType.Refund, new() { EventId = "lost", InvoiceId = "capped", Amount = 20_000, Reason = "chargeback", OccurredAt = now.AddMinutes(-50) }, now),
        TrackingHost.Event(program, EventType.Refund, new() { EventId = "rest", InvoiceId = "shared", TotalRefunded = 10_001, OccurredAt = now }, now),
        TrackingHost.Event(program, EventType.Refund, new() { EventId = "nobodys-refund", InvoiceId = "nobodys", Amount = 400, OccurredAt = now }, now),
        .. First(program, now).Where(one => one.Type == EventType.Sale),
    ];

    // The customer of a sale that nobody was credited for had been touched.
    private static List<TrackingEvent> Third(ProgramSlug program, DateTimeOffset now) =>
    [
        TrackingHost.Event(program, EventType.Lead, new() { EventId = "lead-late", Customer = new() { ExternalId = "c8" }, Code = "p2", OccurredAt = now.AddDays(-10) }, now),
        TrackingHost.Event(program, EventType.Sale, Sale("fourth", "c4", 5_000) with { Code = "p0", OccurredAt = now }, now),
    ];

    private static EventBody Sale(string id, string customer, long amount)
        => new() { EventId = id, InvoiceId = id, Customer = new() { ExternalId = customer }, Amount = amount, Currency = "USD" };

    private static Deal Deal(DateTimeOffset at) => new()
    {
        Id = EventId.Parse("deal"),
        Partner = PartnerId.Parse("prt_p3"),
        Company = "Company",
        Domain = "deal.example.net",
        RegisteredAt = at,
        ExpiresAt = at.AddDays(30),
    };

    private static async Task DeliverAsync(Func<Task> message)
    {
        for (var delivery = 1; ; delivery++)
        {
            try
            {
                await message();
                return;
            }
            catch (Exception fault) when (delivery < MostDeliveries && fault is RequestFailedException { Status: 0 } or SaleNotAppliedException)
            {
                // The queue delivers it again.
            }
        }
    }
}
