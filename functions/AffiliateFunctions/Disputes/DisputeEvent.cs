using Affiliate.Domain.Identity;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// The data of the webhook events <c>dispute.opened</c> and <c>dispute.decided</c>; texts that people wrote are left out.
/// </summary>
/// <param name="Id">The dispute.</param>
/// <param name="Kind">What is contested.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="CommissionId">The commission, or null.</param>
/// <param name="Status">The status.</param>
/// <param name="Effect">What the decision has set going, or null.</param>
/// <param name="OpenedAt">When the dispute was opened.</param>
/// <param name="DecidedAt">When the dispute was decided, or null.</param>
internal sealed record DisputeEvent(
    DisputeId Id,
    DisputeKind Kind,
    PartnerId PartnerId,
    CommissionId? CommissionId,
    DisputeStatus Status,
    DisputeEffect? Effect,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DecidedAt
)
{
    public static WebhookEvent Opened(Dispute dispute) =>
        new(
            WebhookEventTypes.DisputeOpened,
            dispute.Id.Value,
            dispute.OpenedAt,
            Of(dispute) with
            {
                Status = DisputeStatus.Open,
                Effect = null,
                DecidedAt = null,
            }
        );

    public static WebhookEvent Decided(Dispute dispute) =>
        new(WebhookEventTypes.DisputeDecided, dispute.Id.Value, dispute.DecidedAt!.Value, Of(dispute));

    private static DisputeEvent Of(Dispute dispute) =>
        new(
            dispute.Id,
            dispute.Kind,
            dispute.Partner,
            dispute.Commission,
            dispute.Status,
            dispute.Effect,
            dispute.OpenedAt,
            dispute.DecidedAt
        );
}
