using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Publishes the status of partners. The events contain no personal data.</summary>
public sealed class PartnerWebhookEvents(IWebhooks webhooks)
{
    /// <summary>
    /// Publishes that the partner became active, was suspended, reinstated or closed. The time of the event is the time
    /// of the status change.
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
