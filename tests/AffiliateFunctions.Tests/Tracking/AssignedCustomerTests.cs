using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Tests.Ledger;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Customers that persons have assigned to a partner.</summary>
public sealed class AssignedCustomerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("assigned");

    [Fact]
    public async Task Sales_from_that_time_on_belong_to_the_new_partner_and_earlier_ones_stay()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "first", minutes: -60, code: "p0"));
        await AssignAsync(host, "adj_1", "prt_p1", minutes: 0);
        await host.ApplyAllAsync(Sale(host, "late", minutes: -1, code: "p0"), Sale(host, "after", minutes: 1));
        await host.ApplyAllAsync(Sale(host, "named", minutes: 2, code: "p0"));
        await host.ApplyAllAsync(
            TrackingHost.Event(
                Program,
                EventType.Refund,
                new()
                {
                    EventId = "refund",
                    InvoiceId = "first",
                    Amount = 500,
                    OccurredAt = host.Clock.GetUtcNow(),
                },
                host.Clock.GetUtcNow()
            )
        );

        var end = await host.EndAsync(Program);
        Assert.Contains("first 0 Applied  prt_p0 c1", end);
        Assert.Contains("late 0 Applied  prt_p0 c1", end);
        Assert.Contains("after 0 Applied  prt_p1 c1", end);
        Assert.Contains("named 0 Applied  prt_p1 c1", end);
        Assert.Contains("first share c1 100 50 ", end);
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task The_trace_of_a_later_sale_shows_the_assignment_as_what_counted()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "first", minutes: -60, code: "p0"));
        await AssignAsync(host, "adj_1", "prt_p1", minutes: 0);
        await host.ApplyAllAsync(Sale(host, "after", minutes: 1));

        var commission = await host.Get<ILedger>()
            .CommissionsAsync(Program, PartnerId.Parse("prt_p1"), default)
            .SingleAsync();
        var explained = await host.Get<CommissionDecisionService>().ExplainAsync(Program, commission.Id.Value, default);
        var touches = JsonElement
            .Parse(explained.Value!.Trace)
            .GetProperty("evaluation")
            .GetProperty("attribution")
            .GetProperty("touches")
            .EnumerateArray()
            .Select(touch =>
                $"{touch.GetProperty("partner")} {touch.GetProperty("kind")} {touch.GetProperty("outcome")}"
            );
        Assert.Equal(["prt_p1 assignment counted", "prt_p0 click other_kind"], touches);
    }

    [Fact]
    public async Task A_customer_without_a_touch_is_credited_and_an_unknown_code_does_not_matter()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "before", minutes: -60));
        await AssignAsync(host, "adj_1", "prt_p1", minutes: 0);
        await host.ApplyAllAsync(Sale(host, "unknown", minutes: 1, code: "nobody"));

        var end = await host.EndAsync(Program);
        Assert.Contains("before 0 Applied not_attributed", end);
        Assert.Contains("unknown 0 Applied  prt_p1 c1", end);
    }

    [Fact]
    public async Task A_repeated_assignment_changes_nothing_and_the_next_one_applies_from_its_time_on()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "first", minutes: -60, code: "p0"));
        await AssignAsync(host, "adj_1", "prt_p1", minutes: 0);
        await AssignAsync(host, "adj_2", "prt_p0", minutes: 10);
        await AssignAsync(host, "adj_1", "prt_p1", minutes: 20);
        await host.ApplyAllAsync(Sale(host, "between", minutes: 5), Sale(host, "later", minutes: 30));

        var end = await host.EndAsync(Program);
        Assert.Contains("between 0 Applied  prt_p1 c1", end);
        Assert.Contains("later 0 Applied  prt_p0 c1", end);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_assignment_that_is_interrupted_at_any_request_is_completed_by_a_repeat(bool answerLost)
    {
        var requests = 0;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            var fault = new StorageFault();
            await using var host = await StartAsync(fault);
            await host.ApplyAllAsync(Sale(host, "first", minutes: -60, code: "p0"));
            fault.Arm(failsAt, answerLost);
            var deliveries = 0;
            await TrackingHost.DeliverAsync(() =>
            {
                deliveries++;
                return AssignAsync(host, "adj_1", "prt_p1", minutes: 0);
            });
            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            await host.ApplyAllAsync(Sale(host, "after", minutes: 1));

            Assert.Equal(failsAt == 0 ? 1 : 2, deliveries);
            Assert.Contains("after 0 Applied  prt_p1 c1", await host.EndAsync(Program));
        }

        Assert.InRange(requests, answerLost ? 1 : 2, 20);
    }

    private Task<TrackingHost> StartAsync(StorageFault? fault = null) =>
        TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2, policy: fault);

    private static Task AssignAsync(TrackingHost host, string id, string partner, int minutes) =>
        host.Get<ICustomerAssignments>()
            .AssignAsync(
                Program,
                CustomerId.Parse("c1"),
                new CustomerAssignment(
                    AdjustmentId.Parse(id),
                    PartnerId.Parse(partner),
                    host.Clock.GetUtcNow().AddMinutes(minutes)
                ),
                default
            );

    private static TrackingEvent Sale(TrackingHost host, string id, int minutes, string? code = null) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new()
            {
                EventId = id,
                InvoiceId = id,
                Customer = new() { ExternalId = "c1" },
                Amount = 1_000,
                Currency = "USD",
                Code = code,
                OccurredAt = host.Clock.GetUtcNow().AddMinutes(minutes),
            },
            host.Clock.GetUtcNow().AddMinutes(minutes)
        );
}
