using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Adjustments;

/// <summary>The data of the webhook event <c>adjustment.approved</c>; texts that people wrote are left out.</summary>
/// <param name="Id">The adjustment.</param>
/// <param name="Kind">What is adjusted.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="CommissionId">The line that was posted, or the commission that was voided.</param>
/// <param name="CustomerId">The customer that was moved to the partner.</param>
/// <param name="Amount">The change of what the partner gets, in minor units; null for a customer that was
/// moved.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="DecidedAt">When the adjustment was approved.</param>
internal sealed record AdjustmentEvent(
    AdjustmentId Id,
    AdjustmentKind Kind,
    PartnerId PartnerId,
    CommissionId? CommissionId,
    CustomerId? CustomerId,
    long? Amount,
    string Currency,
    DateTimeOffset DecidedAt
)
{
    public static WebhookEvent Of(StoredAdjustment approved) =>
        new(
            WebhookEventTypes.AdjustmentApproved,
            approved.Id.Value,
            approved.Decision!.At,
            new AdjustmentEvent(
                approved.Id,
                approved.Kind,
                approved.Partner,
                approved.Line ?? approved.Commission,
                approved.Customer,
                approved.After - approved.Before,
                approved.Currency,
                approved.Decision.At
            )
        );
}
