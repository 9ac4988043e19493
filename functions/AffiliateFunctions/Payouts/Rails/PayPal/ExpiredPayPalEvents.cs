using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Removes the ids of PayPal's webhooks about cycles that are long past. PayPal repeats a webhook for three days
/// (https://developer.paypal.com/api/rest/webhooks/).
/// </summary>
internal sealed class ExpiredPayPalEvents(StorageTables tables, CycleStore cycles, IOptions<RetentionOptions> options)
    : IExpiringRows
{
    /// <inheritdoc/>
    public string Name => "webhooks of PayPal";

    private TableClient Rows => tables[CycleStore.PayoutsTable];

    /// <inheritdoc/>
    public async Task<int> RemoveAsync(
        ProgramSlug program,
        DateTimeOffset now,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var (removed, before) = (0, now.AddDays(-options.Value.ProviderEventsDays));
        await foreach (var cycle in cycles.ListAsync(program, cancellationToken))
        {
            if (removed >= atMost)
            {
                break;
            }

            if (cycle.Period.End(TimeZoneInfo.Utc) < before)
            {
                var partition = CycleStore.PartitionOf(program, cycle.Period);
                var filter = TableClient.CreateQueryFilter(
                    $"PartitionKey eq {partition} and RowKey gt {PayPalEventStore.Prefix} and RowKey lt {PayPalEventStore.End}"
                );
                var rows = Rows.QueryAsync<TableEntity>(
                    filter,
                    select: RowRemoval.Keys,
                    cancellationToken: cancellationToken
                );
                removed += await Rows.RemoveAsync(rows.Take(atMost - removed), cancellationToken);
            }
        }

        return removed;
    }
}
