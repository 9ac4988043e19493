using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerContracts.Store;

/// <summary>
/// Removes the texts of a partner's contract terms, because people write them. Pay, dates and decisions stay.
/// </summary>
internal sealed class ContractErasure(ContractStore contracts) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var stored = await contracts.ChangeAllAsync(
            partner.Program,
            partner.Id,
            known => known.All(contract => contract == Without(contract)) ? known : [.. known.Select(Without)],
            cancellationToken
        );
        foreach (var contract in stored)
        {
            await orchestrations.ForgetAsync(contract.InstanceId, cancellationToken);
        }
    }

    private static StoredContract Without(StoredContract contract) =>
        contract.Reason == ErasedPartner.Pseudonym
            ? contract
            : contract with
            {
                Reason = ErasedPartner.Pseudonym,
                EndReason = contract.EndReason is null ? null : ErasedPartner.Pseudonym,
                Decision = contract.Decision is { Reason: not null } decision
                    ? decision with
                    {
                        Reason = ErasedPartner.Pseudonym,
                    }
                    : contract.Decision,
            };
}
