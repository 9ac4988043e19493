using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Store;

/// <summary>
/// Removes the texts of a partner's adjustments, because people write them. Amounts and decisions stay. The
/// orchestration of an adjustment is deleted once it has ended, because its history contains the texts.
/// </summary>
internal sealed class AdjustmentErasure(AdjustmentStore adjustments) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var own = new AdjustmentFilter(partner.Id, Status: null, After: null);
        await foreach (var adjustment in adjustments.ListAsync(partner.Program, own, cancellationToken))
        {
            await adjustments.ChangeAsync(
                new AdjustmentKey(adjustment.Program, adjustment.Id),
                Without,
                cancellationToken
            );
            await orchestrations.ForgetAsync(adjustment.InstanceId, cancellationToken);
        }
    }

    private static StoredAdjustment Without(StoredAdjustment adjustment) =>
        adjustment with
        {
            Reason = ErasedPartner.Pseudonym,
            Decision = adjustment.Decision is { Reason: not null } decision
                ? decision with
                {
                    Reason = ErasedPartner.Pseudonym,
                }
                : adjustment.Decision,
        };
}
