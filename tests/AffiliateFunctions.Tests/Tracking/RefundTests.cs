using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Retry;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Refunds of sales that have not had their effect, in whatever order both come.</summary>
public sealed class RefundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "eligibility": {"screens": [{"id": "trial", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "trial"}, "then": "reject", "reason": "Trial"}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Fact]
    public async Task A_refund_waits_for_a_sale_that_the_rules_reject_and_takes_back_what_the_mended_sale_grants()
    {
        await using var host = await StartAsync();
        await host.ApplyAsync([Sale(host, "s1") with { Body = Sale(host, "s1").Body with { Plan = "trial" } }]);
        await host.ApplyAsync([Refund(host, "r1", "s1", 1_000)]);
        Assert.Equal("Held sale_rejected", await StatusAsync(host, "r1"));

        await RetryAsync(host, "s1", Sale(host, "s1").Body with { Plan = "pro" });

        Assert.Equal(("Applied ", "Applied "), (await StatusAsync(host, "s1"), await StatusAsync(host, "r1")));
        Assert.Contains("share c1 200 200 reversed", await host.EndAsync(Program, withEvents: false));
    }

    [Fact]
    public async Task A_refund_of_a_sale_without_a_rate_waits_and_holds_nothing_up()
    {
        await using var host = await StartAsync();
        var euro = Sale(host, "s1") with { Body = Sale(host, "s1").Body with { Currency = "EUR" } };

        await host.ApplyAsync([euro, Refund(host, "r1", "s1", 500), Sale(host, "s2")]);
        Assert.Equal(
            ("Held fx_rate_missing", "Held sale_held", "Applied "),
            (await StatusAsync(host, "s1"), await StatusAsync(host, "r1"), await StatusAsync(host, "s2"))
        );

        await RetryAsync(host, "s1", euro.Body with { FxRate = "2" });
        Assert.Equal("Applied ", await StatusAsync(host, "r1"));
        Assert.Contains("s1 share c1 400 200 pending", await host.EndAsync(Program, withEvents: false));
    }

    [Fact]
    public async Task A_refund_that_is_mended_while_it_waits_counts_once_and_as_mended()
    {
        await using var host = await StartAsync();
        await host.ApplyAsync([Refund(host, "r1", "s1", 100)]);
        Assert.Equal("Held sale_unknown", await StatusAsync(host, "r1"));

        await RetryAsync(host, "r1", Refund(host, "r1", "s1", 250).Body);
        await host.ApplyAsync([Sale(host, "s1"), Refund(host, "r2", "s1", 250)]);

        Assert.Equal(("Applied ", "Applied "), (await StatusAsync(host, "r1"), await StatusAsync(host, "r2")));
        Assert.Contains("s1 share c1 200 100 pending", await host.EndAsync(Program, withEvents: false));
    }

    [Fact]
    public async Task A_refund_that_was_meant_for_another_invoice_leaves_the_first_one_alone()
    {
        await using var host = await StartAsync();
        await host.ApplyAsync([Sale(host, "s2"), Refund(host, "r1", "s1", 100)]);
        await RetryAsync(host, "r1", Refund(host, "r1", "s2", 100).Body);
        await host.ApplyAsync([Sale(host, "s1")]);

        var end = await host.EndAsync(Program, withEvents: false);
        Assert.Contains("s1 share c1 200 0 pending", end);
        Assert.Contains("s2 share c1 200 20 pending", end);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_is_held_and_holds_up_none_of_its_message()
    {
        await using var host = await StartAsync();
        var broken = Sale(host, "s2") with { Body = Sale(host, "s2").Body with { Code = TrackingHost.UnreadableCode } };

        await host.ApplyAsync([
            Sale(host, "s1"),
            broken,
            Sale(host, "s3"),
            Refund(host, "r1", "s1", 500),
            Refund(host, "r2", "s2", 500),
        ]);

        Assert.Equal(
            ("Applied ", "Held fault", "Applied "),
            (await StatusAsync(host, "s1"), await StatusAsync(host, "s2"), await StatusAsync(host, "s3"))
        );
        Assert.Equal("Applied ", await StatusAsync(host, "r1"));

        await RetryAsync(host, "s2", Sale(host, "s2").Body);
        Assert.Equal(("Applied ", "Applied "), (await StatusAsync(host, "s2"), await StatusAsync(host, "r2")));
        Assert.Contains("s2 share c1 200 100 pending", await host.EndAsync(Program, withEvents: false));
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_held_and_what_was_done_stays()
    {
        await using var host = await StartAsync();
        await host.ApplyAsync([Sale(host, "s1")]);
        var packed = EventMessage.Body.Pack([Sale(host, "s1"), Sale(host, "s2")]).Single();

        await host.Function<HoldUndeliveredEvents>().RunAsync(packed.ToArray(), default);

        Assert.Equal(("Applied ", "Held undelivered"), (await StatusAsync(host, "s1"), await StatusAsync(host, "s2")));
    }

    [Theory]
    [InlineData("Accepted", null, 0, "Applied", null, 0, true)]
    [InlineData("Held", "sale_unknown", 7, "Applied", null, 2, true)]
    [InlineData("Applied", null, 2, "Held", "sale_unknown", 1, false)]
    [InlineData("Applied", null, 2, "Rejected", "refund_exceeds_sale", 3, true)]
    [InlineData("Rejected", "refund_exceeds_sale", 3, "Applied", null, 2, false)]
    [InlineData("Held", "dispute_unknown", 2, "Applied", null, 3, true)]
    [InlineData("Applied", "not_attributed", 2, "Applied", null, 2, true)]
    [InlineData("Applied", null, 0, "Applied", null, 0, false)]
    public async Task The_later_view_has_the_last_word(
        string before,
        string? reason,
        int view,
        string after,
        string? afterReason,
        int afterView,
        bool counts
    )
    {
        await using var host = await StartAsync();
        var refund = Refund(host, "r1", "s1", 100);
        var claim = Assert.Single(await host.Get<EventStore>().ClaimAsync([refund], default));
        await host.Get<EventStore>()
            .FinishAsync(
                [
                    new StoredEvent(refund, Enum.Parse<EventStatus>(before))
                    {
                        Reason = reason,
                        View = view,
                        Version = claim.Version,
                    },
                ],
                default
            );

        // Read before the other had finished.
        await host.Get<EventStore>()
            .FinishAsync(
                [
                    new StoredEvent(refund, Enum.Parse<EventStatus>(after))
                    {
                        Reason = afterReason,
                        View = afterView,
                        Version = claim.Version,
                    },
                ],
                default
            );

        Assert.Equal(counts ? $"{after} {afterReason}" : $"{before} {reason}", await StatusAsync(host, "r1"));
    }

    [Fact]
    public async Task A_late_delivery_of_an_earlier_try_does_not_finish_a_later_one()
    {
        await using var host = await StartAsync();
        var refund = Refund(host, "r1", "s1", 100);
        var store = host.Get<EventStore>();
        var claim = Assert.Single(await store.ClaimAsync([refund], default));
        await store.FinishAsync(
            [new StoredEvent(refund, EventStatus.Rejected) { Reason = "refund_exceeds_sale", Version = claim.Version }],
            default
        );
        Assert.True(
            await store.ReopenAsync(
                (await store.FindAsync(Program, refund.Id, default))!,
                refund with
                {
                    Attempt = 1,
                },
                default
            )
        );

        await store.FinishAsync(
            [
                new StoredEvent(refund, EventStatus.Rejected)
                {
                    Reason = "refund_exceeds_sale",
                    Version = claim.Version,
                    View = 9,
                },
            ],
            default
        );

        Assert.Equal("Accepted ", await StatusAsync(host, "r1"));
    }

    private Task<TrackingHost> StartAsync() => TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);

    private static TrackingEvent Sale(TrackingHost host, string id) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new()
            {
                EventId = id,
                InvoiceId = id,
                Customer = new() { ExternalId = "c1" },
                Code = "p0",
                Amount = 1_000,
                Currency = "USD",
                OccurredAt = host.Clock.GetUtcNow(),
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Refund(TrackingHost host, string id, string invoice, long amount) =>
        TrackingHost.Event(
            Program,
            EventType.Refund,
            new()
            {
                EventId = id,
                InvoiceId = invoice,
                Amount = amount,
                OccurredAt = host.Clock.GetUtcNow(),
            },
            host.Clock.GetUtcNow()
        );

    private static async Task RetryAsync(TrackingHost host, string id, EventBody mended)
    {
        var next = await host.Get<RetryEvents>().RetryAsync(Program, EventId.Parse(id), mended, default);
        Assert.True(next.Succeeded, next.Problem?.Detail);
        await host.ApplyAsync([next.Value]);
    }

    private static async Task<string> StatusAsync(TrackingHost host, string id) =>
        (await host.Get<EventStore>().FindAsync(Program, EventId.Parse(id), default)) is { } stored
            ? $"{stored.Status} {stored.Reason}"
            : "none";
}
