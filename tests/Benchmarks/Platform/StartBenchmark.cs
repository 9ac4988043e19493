using System.Diagnostics;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// Seconds from the start of the host's program to a healthy answer, and the memory of the process then and after some
/// load.
/// </summary>
internal static class StartBenchmark
{
    private const int Starts = 5;
    private const int Requests = 5_000;

    public static async Task RunAsync(string[] args)
    {
        var (seconds, atStart, afterLoad) = (new List<double>(), new List<long>(), new List<long>());
        for (var start = 0; start < Starts; start++)
        {
            var storage = await Azurite.NewAccountAsync();
            var begun = Stopwatch.GetTimestamp();
            await using var app = await AppProcess.StartAsync(storage);
            using var health = await app.Anonymous.GetAsync(new Uri("/api/health", UriKind.Relative));
            health.EnsureSuccessStatusCode();
            seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            atStart.Add(app.WorkingSet);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Requests),
                async (_, cancellationToken) =>
                {
                    using var answer = await app.Http.GetAsync(
                        new Uri("/api/programs", UriKind.Relative),
                        cancellationToken
                    );
                    answer.EnsureSuccessStatusCode();
                }
            );
            afterLoad.Add(app.WorkingSet);
        }

        AnsiConsole.WriteLine(
            $"Start to a healthy answer: {Median(seconds):F1} s (least {seconds.Min():F1}); memory "
                + $"{Megabytes(atStart)} MB then, "
                + $"{Megabytes(afterLoad)} MB after {Requests:N0} requests; medians of {Starts} starts, host and "
                + "app in one process."
        );
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static long Megabytes(List<long> bytes) => bytes.Order().ElementAt(bytes.Count / 2) / 1_000_000;
}
