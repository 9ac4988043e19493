using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>Tells what became of leads, stages, sales and refunds.</summary>
public sealed class ConversionWebhookEvents(IWebhooks webhooks)
{
    /// <summary>Tells of the events before they are finished; of one that is told twice the last word counts.</summary>
    public Task TellAsync(ProgramSlug program, IEnumerable<StoredEvent> finished, CancellationToken cancellationToken)
        => webhooks.TellAsync(
            program,
            [.. finished.Where(one => one.Event.Type != EventType.Click).GroupBy(one => one.Event.Id).Select(told => NoticeOf(told.Last()))],
            cancellationToken);

    // Another try is another cause, and so is what comes after a wait.
    private static WebhookEvent NoticeOf(StoredEvent one)
        => new(
            one.Status switch
            {
                EventStatus.Held => WebhookEventTypes.ConversionHeld,
                EventStatus.Rejected => WebhookEventTypes.ConversionRejected,
                _ => WebhookEventTypes.ConversionApplied,
            },
            $"{one.Event.Id}:{one.Event.Attempt}:{one.Reason}",
            one.AppliedAt ?? one.Event.ReceivedAt,
            new
            {
                EventId = one.Event.Id,
                one.Event.Type,
                one.Status,
                one.Reason,
                one.Partner,
                one.Customer,
                one.Event.Body.InvoiceId,
                one.Event.Body.Amount,
                one.Event.Body.Currency,
                one.Commissions,
                OccurredAt = one.Event.At,
            });
}
