using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Stores the tallies of months in the table <c>reviews</c>, in a row each and further rows for large ones.</summary>
public sealed class MonthTallyStore(StorageTables tables)
{
    private const string TakenAt = "taken_at";
    private const string Revenue = "net_revenue";

    private TableClient Rows => tables[ReviewStore.Table];

    private TableDocuments<MonthTally> Tallies =>
        new(Rows)
        {
            WriteColumns = (row, tally) =>
            {
                row[TakenAt] = tally.TakenAt;
                row[Revenue] = tally.Events.NetRevenue;
            },
        };

    /// <summary>Stores the tally, unless the month has one already. Returns the stored tally.</summary>
    public Task<MonthTally> AddAsync(MonthTally tally, CancellationToken cancellationToken) =>
        Tallies.GetOrAddAsync(KeyOf(tally.Program, tally.Month), tally, cancellationToken);

    /// <summary>The tally of a month, or null.</summary>
    public Task<MonthTally?> FindAsync(ProgramSlug program, Period month, CancellationToken cancellationToken) =>
        Tallies.FindAsync(KeyOf(program, month), cancellationToken);

    /// <summary>The tallies of the months from the first one to the last one that have one, by month.</summary>
    public async Task<IReadOnlyDictionary<Period, MonthTally>> ListAsync(
        ProgramSlug program,
        Period first,
        Period last,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (KeyOf(program, first).Row, KeyOf(program, last).Row);
        return await Tallies
            .ListAsync(
                TableClient.CreateQueryFilter(
                    $"PartitionKey eq {program.Value} and RowKey ge {from} and RowKey le {to}"
                ),
                cancellationToken
            )
            .ToDictionaryAsync(tally => tally.Month, cancellationToken: cancellationToken);
    }

    /// <summary>When the tally of a month was taken; null if it was not.</summary>
    public async Task<DateTimeOffset?> FindTimeAsync(
        ProgramSlug program,
        Period month,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(program, month);
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, [TakenAt], cancellationToken);
        return row.HasValue ? row.Value!.GetDateTimeOffset(TakenAt) : null;
    }

    /// <summary>The net revenue of a month in minor units; null if the month has no tally.</summary>
    public async Task<long?> FindRevenueAsync(ProgramSlug program, Period month, CancellationToken cancellationToken)
    {
        var key = KeyOf(program, month);
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, [Revenue], cancellationToken);

        // Tallies that were taken before the revenue had a column of its own have it in their document only.
        return !row.HasValue ? null
            : row.Value!.GetInt64(Revenue) is { } revenue ? revenue
            : await FindAsync(program, month, cancellationToken) is { } tally ? tally.Events.NetRevenue
            : null;
    }

    private static DocumentKey KeyOf(ProgramSlug program, Period month) =>
        new(program.Value, $"month:{month}", $"the tally of {month} of {program}");
}
