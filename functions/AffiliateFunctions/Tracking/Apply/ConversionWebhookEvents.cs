using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>Publishes webhook events about the outcomes of leads, stages, sales and refunds.</summary>
public sealed class ConversionWebhookEvents(IWebhooks webhooks)
{
    /// <summary>
    /// Publishes the webhook events before the events are finished. If an event has two outcomes, the last one is
    /// published.
    /// </summary>
    public Task TellAsync(
        ProgramSlug program,
        IEnumerable<StoredEvent> finished,
        CancellationToken cancellationToken
    ) =>
        webhooks.TellAsync(
            program,
            [
                .. finished
                    .Where(storedEvent => storedEvent.Event.Type != EventType.Click)
                    .GroupBy(storedEvent => storedEvent.Event.Id)
                    .Select(told => WebhookEventOf(told.Last())),
            ],
            cancellationToken
        );

    // Another attempt gets another webhook event, and so does the outcome after a wait.
    private static WebhookEvent WebhookEventOf(StoredEvent storedEvent) =>
        new(
            storedEvent.Status switch
            {
                EventStatus.Held => WebhookEventTypes.ConversionHeld,
                EventStatus.Rejected => WebhookEventTypes.ConversionRejected,
                _ => WebhookEventTypes.ConversionApplied,
            },
            $"{storedEvent.Event.Id}:{storedEvent.Event.Attempt}:{storedEvent.Reason}",
            storedEvent.AppliedAt ?? storedEvent.Event.ReceivedAt,
            new
            {
                EventId = storedEvent.Event.Id,
                storedEvent.Event.Type,
                storedEvent.Status,
                storedEvent.Reason,
                storedEvent.Partner,
                storedEvent.Customer,
                storedEvent.Event.Body.InvoiceId,
                storedEvent.Event.Body.Amount,
                storedEvent.Event.Body.Currency,
                storedEvent.Commissions,
                OccurredAt = storedEvent.Event.At,
            }
        );
}
