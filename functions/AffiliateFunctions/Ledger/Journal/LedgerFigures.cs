using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Journal;

/// <summary>Reads what the review of a month needs.</summary>
internal sealed class LedgerFigures(LedgerStore store) : ILedgerFigures
{
    public IAsyncEnumerable<ReviewedLine> LinesAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = LedgerKeys.Partitions(program);
        return store
            .CommissionsAsync(
                TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}") + RowsOf(from, to),
                cancellationToken
            )
            .Select(line => new ReviewedLine(
                line.Partner,
                line.CurrentAmount,
                line.Status == CommissionStatus.Held,
                line.Adjustment is not null || line.Voided is not null
            ));
    }

    public IAsyncEnumerable<EndedHold> EndedHoldsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        store
            .DecidedAsync(program, since, cancellationToken)
            .Select(line => new EndedHold(
                line.Decision!.At,
                line.Decision.Kind == HoldDecisionKind.Release,
                line.Kept < (line.Regranted ?? line.Granted)
            ));

    public async Task<bool> HasQualifiedConversionAsync(
        ProgramSlug program,
        PartnerId partner,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    ) =>
        await store
            .CommissionsAsync(
                TableClient.CreateQueryFilter($"PartitionKey eq {LedgerKeys.Partition(program, partner)}")
                    + RowsOf(from, to),
                cancellationToken
            )
            .AnyAsync(line => line is { Source: "sale" or "stage", CurrentAmount: > 0 }, cancellationToken);

    private static string RowsOf(DateTimeOffset from, DateTimeOffset to)
    {
        var (least, end) = (
            LedgerKeys.Commission(CommissionId.Parse(CommissionIds.LeastAt(from))),
            LedgerKeys.Commission(CommissionId.Parse(CommissionIds.LeastAt(to)))
        );
        return TableClient.CreateQueryFilter($" and RowKey ge {least} and RowKey lt {end}");
    }
}
