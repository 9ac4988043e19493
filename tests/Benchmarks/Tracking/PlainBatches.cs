using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Testing;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// What the same Azurite takes when it is written to as plainly as can be: new entities in transactions of a hundred,
/// each about as large as those of the run it is compared with, sixteen transactions at once, each of a partition of
/// its own, on an account of its own.
/// </summary>
internal static class PlainBatches
{
    private const int AtOnce = 16;
    private const int InBatch = 100;

    // What a transaction says around an entity's own values: the part's and the request's headers, and the names of the
    // properties.
    private const int Around = 600;

    /// <summary>Entities written per second.</summary>
    /// <param name="entities">How many to write.</param>
    /// <param name="bytes">How many bytes each has within its transaction.</param>
    public static async Task<double> RateAsync(long entities, long bytes)
    {
        var table = new TableServiceClient(await Azurite.NewAccountAsync()).GetTableClient("plain");
        await table.CreateIfNotExistsAsync();
        var data = new string('x', (int)Math.Max(1, bytes - Around));
        var batches = (int)Math.Max(1, entities / InBatch);
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, batches),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (batch, cancellationToken) =>
                await table.SubmitTransactionAsync(
                    Enumerable
                        .Range(0, InBatch)
                        .Select(row => new TableTransactionAction(
                            TableTransactionActionType.Add,
                            new TableEntity(
                                $"p{batch % AtOnce}",
                                string.Create(CultureInfo.InvariantCulture, $"{batch:000000}-{row:000}")
                            )
                            {
                                ["data"] = data,
                            }
                        )),
                    cancellationToken
                )
        );
        return batches * InBatch / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
