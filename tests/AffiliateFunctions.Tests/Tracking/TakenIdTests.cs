using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Intake;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Several contents under one event id: one stands, and of each other one there is an answer and a record.
/// </summary>
public sealed class TakenIdTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;
    private const int Contents = 20;

    [Fact]
    public async Task Of_different_contents_at_once_one_is_accepted_and_the_others_are_conflicts_that_are_recorded()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var intake = host.Get<EventIntake>();

        var taken = await Task.WhenAll(
            Enumerable.Range(1, Contents).Select(amount => intake.TakeAsync([Sale(host, amount)], default))
        );

        Assert.Single(taken, answers => answers[0].Problem is null);
        Assert.Equal(Contents - 1, taken.Count(answers => answers[0].Problem?.Kind == ProblemKind.Conflict));
        await ApplyQueuedAsync(host);
        Assert.Equal(Contents - 1, await RefusedAsync(host));
    }

    [Fact]
    public async Task Of_different_contents_at_two_instances_at_once_one_is_accepted_and_the_others_are_conflicts_that_are_recorded()
    {
        var storage = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(storage, Rules, partners: 1);
        await using var other = await TrackingHost.StartAsync(storage, Rules, partners: 1);

        var taken = await Task.WhenAll(
            Enumerable
                .Range(1, Contents)
                .Select(amount =>
                    (amount % 2 == 0 ? host : other).Get<EventIntake>().TakeAsync([Sale(host, amount)], default)
                )
        );

        Assert.Single(taken, answers => answers[0].Problem is null);
        Assert.Equal(Contents - 1, await RefusedAsync(host));
        await ApplyQueuedAsync(host);
        Assert.Equal(Contents - 1, await RefusedAsync(other));
        Assert.Equal(
            EventStatus.Applied,
            (await host.Get<EventStore>().FindAsync(LedgerHost.Slug, EventId.Parse("e1"), default))!.Status
        );
    }

    [Fact]
    public async Task Of_different_contents_in_one_request_the_first_is_accepted()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var answers = await host.Get<EventIntake>().TakeAsync([Sale(host, 1), Sale(host, 2), Sale(host, 1)], default);
        Assert.Equal([true, false, true], answers.Select(answer => answer.Problem is null));
        Assert.Equal(1, await RefusedAsync(host));

        var again = await host.Get<EventIntake>().TakeAsync([Sale(host, 2), Sale(host, 1)], default);
        Assert.Equal([false, true], again.Select(answer => answer.Problem is null));
    }

    [Fact]
    public async Task The_same_content_at_once_stands_each_time()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => host.Get<EventIntake>().TakeAsync([Sale(host, 1)], default))
        );
        Assert.All(taken, answers => Assert.Null(answers[0].Problem));
        await ApplyQueuedAsync(host);
        Assert.Equal(0, await RefusedAsync(host));
    }

    private static async Task ApplyQueuedAsync(TrackingHost host)
    {
        foreach (var message in await host.TakeQueuedAsync())
        {
            await host.ApplyAsync(message);
        }
    }

    private static ValueTask<int> RefusedAsync(TrackingHost host) =>
        host.Get<EventQueries>()
            .PageAsync(LedgerHost.Slug, new EventFilter { Status = EventStatus.Rejected }, after: null, default)
            .CountAsync(pair => pair.Event.Reason == "event_id_taken");

    private static TrackingEvent Sale(TrackingHost host, int amount)
    {
        var body = new EventBody
        {
            EventId = "e1",
            InvoiceId = "i1",
            Customer = new CustomerBody { ExternalId = "c1" },
            Amount = amount * 100,
            Currency = "USD",
            Code = "p0",
        };
        return TrackingHost.Event(LedgerHost.Slug, EventType.Sale, body, host.Clock.GetUtcNow());
    }
}
