using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Tracking.Retry;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Stores invalid events of genuine webhooks as rejected events, which are listed with the others and can be corrected
/// and retried. A provider that sends such an event again in valid form has corrected it.
/// </summary>
public sealed class RejectedWebhookEvents(EventStore events, VisitorAnonymizer visitors, RetryEvents retry)
{
    // Replaces the hash of the received event, so that a corrected body conflicts with it.
    private const string Hash = "refused";

    // The prefix of the reason, which lists the invalid members in one line.
    private const string Invalid = "invalid";
    private const int MaxReason = 200;

    /// <summary>Stores an event with its errors. A repeated call changes nothing.</summary>
    public async Task KeepAsync(
        IWebhookProvider provider,
        ProgramSlug program,
        ProviderEvent sent,
        Problem problem,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var id = EventId.TryParse(sent.Id, out _) ? sent.Id : $"{provider.Name}:{HashOf(sent)}";
        var pointers = problem.Errors.Keys.ToList();

        // An invalid time cannot be used to find the event.
        var body = sent.Body! with
        {
            EventId = id,
            OccurredAt = pointers.Contains("/occurred_at") ? null : sent.Body.OccurredAt,
        };
        var whole = new TrackingEvent(program, sent.Type, body, now);
        var kept = EventMessage.Fits(whole)
            ? await visitors.InAsync(whole, cancellationToken)
            : whole with
            {
                Body = new EventBody { EventId = id, OccurredAt = body.OccurredAt },
            };
        await events.AddRefusedAsync(
            new StoredEvent(kept, EventStatus.Rejected)
            {
                SentHash = Hash,
                Reason = ReasonOf(pointers),
                Customer = kept.Customer,
                AppliedAt = now,
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Whether the event replaces one that was rejected. The event is applied in its place, unless it was corrected
    /// before.
    /// </summary>
    public async Task<bool> IsMendedByAsync(TrackingEvent trackingEvent, CancellationToken cancellationToken) =>
        await events.FindAsync(trackingEvent.Program, trackingEvent.Id, cancellationToken) is { SentHash: Hash } stored
        && (
            stored.Status != EventStatus.Rejected
            || (
                await retry.RetryAsync(trackingEvent.Program, trackingEvent.Id, trackingEvent.Body, cancellationToken)
            ).Succeeded
        );

    private static string ReasonOf(IReadOnlyList<string> pointers)
    {
        var named = string.Join(", ", pointers.Where(pointer => pointer.Length > 0));
        var reason = named.Length > 0 ? $"{Invalid}: {named}" : Invalid;
        return reason.Length <= MaxReason ? reason : reason[..MaxReason];
    }

    private static string HashOf(ProviderEvent sent) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    $"{sent.Type}:{sent.Id}:{JsonSerializer.Serialize(sent.Body, StoredJson.Options)}"
                )
            )
        )[..32];
}
