using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// Tracking on the local host and Azurite: what an event costs in requests to storage, and how fast a shop's purchases
/// become a verified ledger. A further word chooses a part: <c>requests</c>, <c>single</c>, <c>load</c>,
/// <c>purchases</c> (<c>all</c> after it takes the whole file); <c>growth</c> and <c>idle</c>
/// are only run when asked for.
/// </summary>
internal static class TrackingBenchmark
{
    public static async Task RunAsync(string[] args)
    {
        var part = args.FirstOrDefault(word => word != "all");
        if (part is null or "requests")
        {
            await OnItsOwnAsync(RequestsPerEvent.RunAsync);
        }

        if (part is null or "single")
        {
            await OnItsOwnAsync(SingleEvents.RunAsync);
        }

        if (part is null or "load")
        {
            await OnItsOwnAsync(SteadyLoad.RunAsync);
        }

        if (part == "idle")
        {
            await OnItsOwnAsync(IdleApp.RunAsync);
        }

        if (part is null or "purchases" or "growth")
        {
            await (
                Purchases.Path is null ? SkipAsync()
                : part == "growth" ? OnItsOwnAsync(PurchaseRuns.RunGrowthAsync)
                : PurchaseRuns.RunAsync(args.Contains("all"))
            );
        }
    }

    private static async Task OnItsOwnAsync(Func<MeasuredApp, Task> part)
    {
        await using var app = await MeasuredApp.StartAsync();
        await part(app);
    }

    private static Task SkipAsync()
    {
        AnsiConsole.WriteLine($"Purchases are not measured: {Purchases.Absent}");
        return Task.CompletedTask;
    }
}
