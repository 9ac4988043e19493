using Azure.Data.Tables;
using Testing.Tables;

namespace Testing;

/// <summary>
/// The time at which an app over new storage starts in tests. The time is the same at every run, so that no test
/// depends on the day of the month or of the week on which it runs.
/// </summary>
public static class StartTime
{
    // A Wednesday in the first half of a month. The local host's clock only moves forward, so the time lies ahead.
    private static readonly DateTimeOffset Time = new(2030, 1, 9, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Stores the offset of the local host's clock, as an earlier host that had moved its clock did.</summary>
    /// <param name="storage">The connection string of the new account.</param>
    /// <param name="tables">The tables in memory that stand for those of the account; null for the account's.</param>
    public static async Task SetAsync(string storage, MemoryTables? tables = null)
    {
        var ahead = Time - TimeProvider.System.GetUtcNow();
        if (ahead <= TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Give a later start time: {Time:O} has passed.");
        }

        var table = new TableServiceClient(storage, tables?.Options()).GetTableClient("localhost");
        await table.CreateIfNotExistsAsync();
        await table.UpsertEntityAsync(new TableEntity("clock", "offset") { ["Ticks"] = ahead.Ticks });
    }
}
