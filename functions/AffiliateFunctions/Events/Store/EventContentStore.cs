using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>
/// Changes the content of stored events: personal data is removed, and a sale gets its current figures. The outcome of
/// an event and the hash of the content that was sent stay.
/// </summary>
public sealed class EventContentStore(StorageTables tables)
{
    private TableClient Rows => tables[EventStore.Table];

    /// <summary>
    /// Changes the content of a customer's events, including rejected ones. Events have no index by customer, so the
    /// call reads all events of the program except link clicks, which have no customer.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="change">
    /// Returns the new content of an event. The function is called again if the event has changed meanwhile.
    /// </param>
    /// <param name="cancellationToken">Cancels; changes that are already stored stay.</param>
    /// <returns>The number of events of the customer.</returns>
    public async Task<int> ChangeCustomerEventsAsync(
        ProgramSlug program,
        CustomerId customer,
        Func<TrackingEvent, Task<TrackingEvent>> change,
        CancellationToken cancellationToken
    )
    {
        var buckets = EventPartitions
            .Queries(program, new EventFilter(), after: null)
            .Where(bucket => bucket.Mark != EventPartitions.ClickMark);
        return (
            await Task.WhenAll(
                buckets.Select(bucket => ChangeBucketAsync(bucket.Filter, customer, change, cancellationToken))
            )
        ).Sum();
    }

    /// <summary>
    /// Changes a sale to its current figures. The call can be repeated; an earlier state than the stored one changes
    /// nothing.
    /// </summary>
    /// <param name="sale">The sale with its current figures.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ChangeSaleAsync(TrackingEvent sale, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            EventPartitions.Of(sale.Program, sale.Id),
            EventPartitions.RowKey(sale.Id),
            cancellationToken: cancellationToken
        );
        if (row.HasValue)
        {
            await ChangeRowAsync(
                row.Value!,
                stored =>
                    Task.FromResult(
                        stored.Revision >= sale.Revision
                            ? stored
                            : stored with
                            {
                                Body = sale.Body,
                                Revision = sale.Revision,
                            }
                    ),
                cancellationToken
            );
        }
    }

    private async Task<int> ChangeBucketAsync(
        string filter,
        CustomerId customer,
        Func<TrackingEvent, Task<TrackingEvent>> change,
        CancellationToken cancellationToken
    )
    {
        var found = 0;
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (
                EventRows.Read(row) is var storedEvent
                && (storedEvent.Customer ?? storedEvent.Event.Customer) == customer
            )
            {
                await ChangeRowAsync(row, change, cancellationToken);
                found++;
            }
        }

        return found;
    }

    private async Task ChangeRowAsync(
        TableEntity row,
        Func<TrackingEvent, Task<TrackingEvent>> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the event {row.RowKey}");
        while (EventRows.Read(row).Event is var content && await change(content) is var next && next != content)
        {
            try
            {
                await Rows.UpdateEntityAsync(
                    EventRows.Reworded(row, next),
                    row.ETag,
                    TableUpdateMode.Replace,
                    cancellationToken
                );
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
                row = (
                    await Rows.GetEntityAsync<TableEntity>(
                        row.PartitionKey,
                        row.RowKey,
                        cancellationToken: cancellationToken
                    )
                ).Value;
            }
        }
    }
}
