using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Intake;
using Azure;
using Azure.Core.Pipeline;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Sales that are sent to the app, whose tables are in memory, and what became of them. Every sale pays ten percent.
/// </summary>
/// <param name="storage">The account of the queues.</param>
internal sealed class AtOnceScene(string storage)
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}] """;

    private readonly MemoryTables tables = new();

    public Task<TrackingHost> StartAsync(HttpPipelinePolicy? policy = null, int limit = 4, TimeSpan? waits = null)
    {
        var longest = waits ?? TimeSpan.FromSeconds(10);
        var settings = new Dictionary<string, string?>
        {
            ["Tracking:ApplyAtOnce"] = limit.ToString(CultureInfo.InvariantCulture),
            ["Tracking:ApplyAtOnceFor"] = longest.ToString("c", CultureInfo.InvariantCulture),
        };
        return TrackingHost.StartAsync(storage, Rules, partners: 1, policy, settings, tables);
    }

    public static ProgramSlug ProgramOf(int number) =>
        ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{number}"));

    /// <summary>Sends a sale, and returns what is wrong with it, or null.</summary>
    public static async Task<string?> SendAsync(
        TrackingHost host,
        string id,
        string customer = "c1",
        long amount = 1_000
    ) => (await host.Get<EventIntake>().TakeAsync([Sale(host, id, customer, amount)], default))[0].Problem?.Detail;

    /// <summary>Sends a sale, and returns whether its sender was answered.</summary>
    public static async Task<bool> TryToSendAsync(TrackingHost host, ProgramSlug program, DateTimeOffset? at = null)
    {
        try
        {
            var taken = await host.Get<EventIntake>().TakeAsync([Sale(host, "s1", program: program, at: at)], default);
            Assert.Null(taken[0].Problem);
            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
    }

    public static async Task<int> RequestsAsync(StorageGate gate, Func<Task> send)
    {
        var before = gate.Requests;
        await send();
        return gate.Requests - before;
    }

    public static async Task ApplyQueuedAsync(TrackingHost host)
    {
        while (await host.TakeQueuedAsync() is { Count: > 0 } queued)
        {
            foreach (var message in queued)
            {
                await host.ApplyAsync(message);
            }
        }
    }

    public static async Task UntilNoMessageIsNeededAsync(TrackingHost host)
    {
        for (var number = 0; ; number++)
        {
            host.Clock.Advance(EventAcceptance.BusyFor);
            Assert.Null(await SendAsync(host, string.Create(CultureInfo.InvariantCulture, $"next-{number}"), "c-next"));
            if ((await host.TakeQueuedAsync()).Count == 0)
            {
                return;
            }
        }
    }

    public static Task CheckAppliedOnceAsync(TrackingHost host) => CheckAppliedOnceAsync(host, LedgerHost.Slug);

    public static async Task CheckAppliedOnceAsync(TrackingHost host, ProgramSlug program)
    {
        Assert.Contains("s1 0 Applied", await host.EndAsync(program));
        Assert.Equal(100, (await host.GrantedAsync(program)).Values.Sum());
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
    }

    public static async Task CheckAsync(TrackingHost host, string line)
    {
        Assert.Contains(line, await host.EndAsync(LedgerHost.Slug));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(LedgerHost.Slug, default)).Mismatches);
    }

    public static async Task<IReadOnlyList<CommissionView>> CommissionsAsync(TrackingHost host) =>
        await host.Get<ILedger>().CommissionsAsync(LedgerHost.Slug, PartnerId.Parse("prt_p0"), default).ToListAsync();

    public static TrackingEvent Sale(
        TrackingHost host,
        string id,
        string customer = "c1",
        long amount = 1_000,
        ProgramSlug? program = null,
        DateTimeOffset? at = null
    )
    {
        var now = host.Clock.GetUtcNow();
        var body = BodyOf(id, customer, at ?? now) with { Amount = amount };
        return TrackingHost.Event(program ?? LedgerHost.Slug, EventType.Sale, body, now);
    }

    public static EventBody BodyOf(string id, string customer, DateTimeOffset at) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new CustomerBody { ExternalId = customer },
            Code = "p0",
            Amount = 1_000,
            Currency = "USD",
            OccurredAt = at,
        };
}
