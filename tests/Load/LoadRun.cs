using Testing;

namespace AffiliateFunctions.Load;

/// <summary>
/// A mixed load against two instances on one storage, one of which is killed every minute; then everything that was
/// accepted is looked for.
/// </summary>
internal sealed class LoadRun(TimeSpan length, Action<FormattableString> say)
{
    private const string Slug = "load";
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """;
    private static readonly TimeSpan KillPause = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        [$"WebhookSecrets__{Slug}__standard"] = Traffic.WebhookSecret,
    };

    public async Task<LoadReport> RunAsync()
    {
        say($"Two instances start over one storage.");
        await using var instances = await Instances.StartAsync(2, Settings);
        var pilot = new Pilot(instances.Running[0]);
        await pilot.BeginAsync(Slug, Rules);
        var partners = await pilot.AddPartnersAsync(Slug, 50);
        using var caller = new Caller(instances);
        var traffic = new Traffic(caller, Slug, partners);
        var arrivals = traffic.All;
        await WarmUpAsync(caller, partners);

        say($"{length.TotalMinutes:0.#} minutes of load; an instance is killed every minute.");
        using var ended = new CancellationTokenSource();
        var watch = new Watch(instances);
        var (watching, killing) = (watch.RunAsync(ended.Token), instances.KillEveryAsync(KillPause, ended.Token));
        await Task.WhenAll(arrivals.Select(kind => Task.Run(() => kind.RunAsync(length))));
        await ended.CancelAsync();
        await watching;
        await EndAsync(killing);

        say($"The queues are worked off.");
        var drained = await watch.DrainAsync();
        say($"Everything that was accepted is looked for.");
        var kept = await Kept.ReadAsync(instances.Running[0], Slug);
        return new LoadReport(arrivals, watch.All, drained, instances.Kills, caller.Repeated, traffic, kept);
    }

    // An instance that could not be started again is a fault of the run.
    private static async Task EndAsync(Task killing)
    {
        try
        {
            await killing;
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    // The first requests of a process compile its code.
    private static async Task WarmUpAsync(Caller caller, IReadOnlyList<PilotPartner> partners)
    {
        foreach (var partner in partners)
        {
            await caller.SendAsync(instance => new HttpRequestMessage(
                HttpMethod.Head,
                new Uri(instance.Http.BaseAddress!, $"/r/{partner.Code}")
            ));
        }
    }
}
