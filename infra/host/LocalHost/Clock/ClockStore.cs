using Azure.Data.Tables;
using LocalHost.Storage;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Clock;

/// <summary>
/// Stores the offset of the app's time from the system's time in the app's storage. The stored data contains times of
/// this clock, so the clock of a later process must not be behind them. Without a configured storage, nothing is
/// stored.
/// </summary>
internal sealed class ClockStore(RuntimeStorage storage, IConfiguration configuration)
{
    private const string TableName = "localhost";
    private const string Partition = "clock";
    private const string Row = "offset";
    private const string Ticks = "Ticks";

    private readonly bool _hasStorage = configuration.GetSection("AzureWebJobsStorage").Exists();

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>Reads the offset of the app's time from the system's time.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The offset; zero if none was stored.</returns>
    public async Task<TimeSpan> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_hasStorage)
        {
            return TimeSpan.Zero;
        }

        await Table.CreateIfNotExistsAsync(cancellationToken);
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, [Ticks], cancellationToken);
        return TimeSpan.FromTicks(row.HasValue ? row.Value!.GetInt64(Ticks) ?? 0 : 0);
    }

    /// <summary>Stores the offset of the app's time from the system's time.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the offset is stored.</returns>
    public async Task WriteAsync(TimeSpan offset, CancellationToken cancellationToken)
    {
        if (_hasStorage)
        {
            var row = new TableEntity(Partition, Row) { [Ticks] = offset.Ticks };
            await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }
}
