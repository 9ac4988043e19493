using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Grpc.Net.Client;
using LocalHost.Workers;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SampleFunctions;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// Orchestrations per second, and the table requests that each needs, against what the same Azurite takes of single
/// inserts in the same run.
/// </summary>
internal static class DurableBenchmark
{
    private const int AtOnce = 16;
    private const int Inserts = 1000;

    private static readonly (string Name, string Orchestrator, int Count)[] Shapes =
    [
        ("one activity", nameof(BenchmarkFunctions.OneActivity), 200),
        ("ten activities in turn", nameof(BenchmarkFunctions.TenActivities), 50),
        ("a hundred activities at once", nameof(BenchmarkFunctions.HundredAtOnce), 16),
    ];

    public static async Task RunAsync(string[] args)
    {
        var storage = await Azurite.NewAccountAsync();
        var requests = new RequestCount();
        var options = new TableClientOptions();
        options.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        await using var app = await PlainApp.StartAsync(storage, services => services.AddSingleton(options));
        using var channel = GrpcChannel.ForAddress(app.Services.GetRequiredService<GrpcAddress>().Uri);
        await using var client = new GrpcDurableTaskClient(
            "benchmark",
            new GrpcDurableTaskClientOptions { Channel = channel },
            NullLogger.Instance
        );
        var inserts = await InsertAsync(storage);
        var table = new Table().AddColumns(
            "orchestration",
            "per second",
            "table requests each",
            "requests/s against single inserts/s"
        );
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

    private static Task RunAsync(DurableTaskClient client, string orchestrator, int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, cancellationToken) =>
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, cancellationToken);
                await client.WaitForInstanceCompletionAsync(id, cancellationToken);
            }
        );

    private static async Task<double> InsertAsync(string storage)
    {
        var table = new TableServiceClient(storage).GetTableClient("inserts");
        await table.CreateIfNotExistsAsync();
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Inserts),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, cancellationToken) =>
                await table.AddEntityAsync(
                    new TableEntity($"{number % AtOnce}", $"{number}") { ["Data"] = new string('x', 500) },
                    cancellationToken
                )
        );
        return Inserts / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Counts requests.</summary>
    private sealed class RequestCount : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public void Reset() => Interlocked.Exchange(ref _count, 0);

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }
}
