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
/// Keeps what genuine webhooks brought and what is not valid: as rejected events, which are listed with the others and
/// can be tried again as mended. A provider that sends such an event again, and now as it should be, has mended it.
/// </summary>
public sealed class RejectedWebhookEvents(EventStore events, VisitorAnonymizer visitors, RetryEvents retry)
{
    // What stands in the place of the hash of what was sent, which another body would conflict with.
    private const string Hash = "refused";

    // What is wrong is named after this, and fits into a line.
    private const string Invalid = "invalid";
    private const int MaxReason = 200;

    /// <summary>Keeps an event with what is wrong with it; told again, it changes nothing.</summary>
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

        // A time that cannot be is no time to find it by.
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
    /// Whether the event stands in the place of one that was refused: it is tried in its place, unless that was mended
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
