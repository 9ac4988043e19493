using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// Removes the texts of a partner's disputes, because people write them. Decisions and their effects stay. The
/// orchestration is deleted once it has ended, because its history has the owner's message.
/// </summary>
internal sealed class DisputeErasure(DisputeStore disputes) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await foreach (var dispute in disputes.OfPartnerAsync(partner.Program, partner.Id, cancellationToken))
        {
            await disputes.ChangeAsync(dispute.Key, Without, cancellationToken);
            await orchestrations.ForgetAsync(dispute.InstanceId, cancellationToken);
        }
    }

    private static Dispute Without(Dispute dispute) =>
        dispute with
        {
            Claim = ErasedPartner.Pseudonym,
            Customer = dispute.Customer is null ? null : ErasedPartner.Pseudonym,
            Message = dispute.Message is null ? null : ErasedPartner.Pseudonym,
        };
}
