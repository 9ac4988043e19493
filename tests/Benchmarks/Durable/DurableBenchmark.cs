using System.Diagnostics;
using LocalHost.Hosting;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Durable;

/// <summary>
/// Orchestrations per second, and the table requests that each needs, against what the same Azurite takes of single inserts in the
/// same run.
/// </summary>
internal static class DurableBenchmark
{
    private const int AtOnce = 16;
    private const int Inserts = 1000;

    private static readonly (string Name, string Orchestrator, int Count)[] Shapes =
    [
        ("empty", nameof(ShapedOrchestrators.Empty), 300),
        ("one activity", nameof(ShapedOrchestrators.One), 200),
        ("five activities in turn", nameof(ShapedOrchestrators.Five), 80),
        ("a hundred activities at once", nameof(ShapedOrchestrators.Hundred), 16),
    ];

    public static async Task RunAsync(string[] args)
    {
        var storage = await Azurite.NewAccountAsync();
        var requests = new RequestCount();
        var options = new TableClientOptions();
        options.AddPolicy(requests, Azure.Core.HttpPipelinePosition.PerRetry);
        await using var app = await LocalHost.StartAsync(
            new LocalSurroundings
            {
                Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage },
                FunctionTypes = [typeof(ShapedOrchestrators)],
                ConfigureServices = services => services.AddSingleton(options),
            },
            builder => builder.Logging.ClearProviders());
        var client = app.Services.GetRequiredService<DurableTaskClient>();
        var inserts = await InsertsAsync(storage);
        var table = new Table().AddColumns("orchestration", "per second", "table requests each", "requests/s against single inserts/s");
        foreach (var (name, orchestrator, count) in Shapes)
        {
            await RunAsync(client, orchestrator, AtOnce);
            requests.Reset();
            var begun = Stopwatch.GetTimestamp();
            await RunAsync(client, orchestrator, count);
            var (seconds, each) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, (double)requests.Count / count);
            table.AddRow(name, $"{count / seconds:N1}", $"{each:N1}", $"{requests.Count / seconds / inserts:F2}");
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Single inserts, {AtOnce} at once: {inserts:N0}/s");
    }

    private static Task RunAsync(DurableTaskClient client, string orchestrator, int count)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, cancellationToken);
            await client.WaitForInstanceCompletionAsync(id, cancellationToken);
        });

    private static async Task<double> InsertsAsync(string storage)
    {
        var table = new TableServiceClient(storage).GetTableClient("inserts");
        await table.CreateIfNotExistsAsync();
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Inserts), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellationToken) =>
            await table.AddEntityAsync(new TableEntity($"{i % AtOnce}", $"{i}") { ["Data"] = new string('x', 500) }, cancellationToken));
        return Inserts / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Counts requests.</summary>
    private sealed class RequestCount : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public void Reset() => Interlocked.Exchange(ref _count, 0);

        public override void OnSendingRequest(Azure.Core.HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
