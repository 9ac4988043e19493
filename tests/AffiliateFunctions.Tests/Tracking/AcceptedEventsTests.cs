using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Store;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class AcceptedEventsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;

    [Fact]
    public async Task What_lies_on_the_queue_is_listed_page_by_page_until_it_is_applied()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        await StoreAsync(host, EventType.Sale, "s1", "s2", "s3");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await StoreAsync(host, EventType.Lead, "l1", "l2");

        Assert.Equal(["l1", "l2", "s1", "s2", "s3"], await ListAsync(host, new EventFilter()));
        Assert.Equal(["s1", "s2", "s3"], await ListAsync(host, new EventFilter { Type = EventType.Sale }));
        Assert.Equal(["l1", "l2"], await ListAsync(host, new EventFilter { From = host.Clock.GetUtcNow() }));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var message = await host.TakeMessageAsync();
            await host.Function<AffiliateFunctions.Tracking.Apply.ApplyTrackingEvents>().RunAsync(message, default);
        }

        Assert.Empty(await ListAsync(host, new EventFilter()));
    }

    private static Task StoreAsync(TrackingHost host, EventType type, params string[] ids)
    {
        var now = host.Clock.GetUtcNow();
        return host.Get<GroupCommit>().StoreAsync([.. ids.Select(id => TrackingHost.Event(LedgerHost.Slug, type, Body(type, id) with { OccurredAt = now }, now))]);
    }

    private static EventBody Body(EventType type, string id)
    {
        var body = new EventBody { EventId = id, Customer = new() { ExternalId = $"c-{id}" }, Code = "p0" };
        return type == EventType.Lead ? body : body with { InvoiceId = id, Amount = 1_000, Currency = "USD" };
    }

    // One at a time, each after the position of the one before.
    private static async Task<List<string>> ListAsync(TrackingHost host, EventFilter wanted)
    {
        var (found, after) = (new List<string>(), (string?)null);
        while (await host.Get<AcceptedEvents>().PageAsync(LedgerHost.Slug, wanted with { Status = EventStatus.Accepted }, after, default).FirstOrDefaultAsync() is (var position, { } one))
        {
            found.Add(one.EventId.Value);
            after = position;
        }

        return found;
    }
}
