using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Publishes the status of partners. The events contain no personal data.</summary>
public sealed class PartnerWebhookEvents(IWebhooks webhooks, TimeProvider clock)
{
    // An interrupted request is repeated within this time. Deliveries are kept longer, so that the event is sent once.
    private static readonly TimeSpan Repeatable = TimeSpan.FromDays(7);

    /// <summary>
    /// Publishes that the partner became active. A partner whose status has changed since, or that was created more than a
    /// week ago, was published before.
    /// </summary>
    public Task TellOfApprovalAsync(Partner partner, CancellationToken cancellationToken) =>
        partner.HasInitialStatus && clock.GetUtcNow() < partner.CreatedAt + Repeatable
            ? TellAsync(partner, WebhookEventTypes.PartnerApproved, reason: null, cancellationToken)
            : Task.CompletedTask;

    /// <summary>
    /// Publishes that the partner was suspended, reinstated or closed. The time of the event is the time of the status
    /// change.
    /// </summary>
    public Task TellAsync(Partner partner, string type, string? reason, CancellationToken cancellationToken) =>
        webhooks.TellAsync(
            partner.Program,
            [
                new WebhookEvent(
                    type,
                    $"{partner.Id}:{partner.StatusSince:O}",
                    partner.StatusSince,
                    new
                    {
                        partner.Id,
                        partner.Status,
                        partner.Group,
                        partner.Code,
                        partner.Coupons,
                        partner.Country,
                        Reason = reason,
                        partner.CreatedAt,
                    }
                ),
            ],
            cancellationToken
        );
}
