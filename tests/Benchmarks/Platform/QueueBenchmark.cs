using System.Diagnostics;
using Azure.Storage.Queues;
using SampleFunctions;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// Messages per second through an empty function, against how fast the same Azurite gives and deletes them to a bare
/// client.
/// </summary>
internal static class QueueBenchmark
{
    private const int Messages = 400;
    private const int AtOnce = 16;
    private const int BatchSize = 32;

    public static async Task RunAsync(string[] args)
    {
        var storage = await Azurite.NewAccountAsync();
        var bare = new QueueClient(storage, "bare");
        await FillAsync(bare);
        var begun = Stopwatch.GetTimestamp();
        await TakeAllAsync(bare);
        var ofBare = Messages / Stopwatch.GetElapsedTime(begun).TotalSeconds;

        await FillAsync(new QueueClient(storage, "empty"));
        begun = Stopwatch.GetTimestamp();
        await using var app = await PlainApp.StartAsync(storage);
        while (BenchmarkFunctions.Messages < Messages)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        var ofFunction = Messages / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        AnsiConsole.WriteLine(
            $"{Messages} messages: {ofFunction:N0}/s through an empty function (start of the app included), "
                + $"{ofBare:N0}/s by a bare client; "
                + $"ratio {ofFunction / ofBare:F2}"
        );
    }

    private static async Task FillAsync(QueueClient queue)
    {
        await queue.CreateIfNotExistsAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Messages),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, cancellationToken) =>
                await queue.SendMessageAsync(Convert.ToBase64String(BitConverter.GetBytes(number)), cancellationToken)
        );
    }

    private static async Task TakeAllAsync(QueueClient queue)
    {
        while ((await queue.ReceiveMessagesAsync(BatchSize)).Value is { Length: > 0 } batch)
        {
            await Parallel.ForEachAsync(
                batch,
                async (message, cancellationToken) =>
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken)
            );
        }
    }
}
