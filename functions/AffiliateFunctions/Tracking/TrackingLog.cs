using System.Runtime.CompilerServices;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking;

/// <summary>The stored events as the other features see them.</summary>
internal sealed class TrackingLog(EventStore events) : ITrackingLog
{
    public async IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in events.ListAsync(program, from, to, cancellationToken))
        {
            var tracked = stored.Event;
            yield return new TrackedEvent(
                tracked.Id,
                StoredJson.NameOf(tracked.Type),
                StoredJson.NameOf(stored.Status),
                stored.Reason,
                stored.Customer,
                stored.Partner,
                tracked.Body.Amount,
                tracked.Body.Currency,
                tracked.At,
                tracked.ReceivedAt,
                stored.AppliedAt,
                JsonSerializer.Serialize(tracked.Body, StoredJson.Options));
        }
    }

    public async Task<long> ClicksAsync(ProgramSlug program, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var stored in events.ListAsync(program, from, to, cancellationToken))
        {
            count += stored.Event.Type == EventType.Click && stored.Status == EventStatus.Applied ? 1 : 0;
        }

        return count;
    }
}
