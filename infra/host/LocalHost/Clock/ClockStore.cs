using LocalHost.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Clock;

/// <summary>
/// How far the application's time is ahead, kept in the application's storage: what is stored there has times of this clock, so a
/// later process must not fall behind them. Where no storage is configured, nothing is kept.
/// </summary>
internal sealed class ClockStore(RuntimeStorage storage, IConfiguration configuration)
{
    private const string TableName = "localruntime";
    private const string Partition = "clock";
    private const string Row = "offset";
    private const string Ticks = "Ticks";

    private readonly bool _kept = configuration.GetSection("AzureWebJobsStorage").Exists();

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>Reads what was kept.</summary>
    /// <returns>How far the time is ahead of the system's; zero when nothing was kept.</returns>
    public async Task<TimeSpan> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_kept)
        {
            return TimeSpan.Zero;
        }

        await Table.CreateIfNotExistsAsync(cancellationToken);
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, [Ticks], cancellationToken);
        return TimeSpan.FromTicks(row.HasValue ? row.Value!.GetInt64(Ticks) ?? 0 : 0);
    }

    /// <summary>Keeps how far the time is ahead of the system's.</summary>
    public async Task WriteAsync(TimeSpan offset, CancellationToken cancellationToken)
    {
        if (_kept)
        {
            var row = new TableEntity(Partition, Row) { [Ticks] = offset.Ticks };
            await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }
}
