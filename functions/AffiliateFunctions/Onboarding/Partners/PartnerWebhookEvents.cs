using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Tells where partners stand; of the person behind a partner, nothing.</summary>
public sealed class PartnerWebhookEvents(IWebhooks webhooks)
{
    /// <summary>
    /// Tells that the partner became active, was suspended or reinstated, at the time that its status is of.
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
