using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>Stores which webhooks of PayPal were received about the batches of a cycle, each once.</summary>
public sealed class PayPalEventStore(StorageTables tables)
{
    /// <summary>Sorts before the rows of the events, and begins their keys.</summary>
    internal const string Prefix = "paypal_event:";

    /// <summary>Sorts after the rows of the events.</summary>
    internal const string End = "paypal_event;";

    private TableDocuments<PayPalEvent> Events => new(tables[CycleStore.PayoutsTable]);

    /// <summary>Stores an event, unless it was received before. Returns the stored one.</summary>
    internal Task<PayPalEvent> AddAsync(CycleKey cycle, PayPalEvent received, CancellationToken cancellationToken)
    {
        var row = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(received.Id)));
        return Events.GetOrAddAsync(
            new DocumentKey(
                CycleStore.PartitionOf(cycle.Program, cycle.Period),
                $"{Prefix}{row}",
                $"the event {received.Id} of PayPal"
            ),
            received,
            cancellationToken
        );
    }
}

/// <summary>A received webhook. Its content is not stored, because the batch is read from PayPal.</summary>
/// <param name="Id">PayPal's id of the event.</param>
/// <param name="Type">PayPal's type of the event.</param>
/// <param name="At">When the event was received first.</param>
internal sealed record PayPalEvent(string Id, string Type, DateTimeOffset At);
