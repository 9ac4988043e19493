using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerContracts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>Records that contract terms were asked for, and starts their approval. Both can be repeated.</summary>
public sealed class ContractStarter(IAuditLog audit)
{
    /// <summary>Does what an interrupted request has left open.</summary>
    public async Task ResumeAsync(
        StoredContract contract,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        // The orchestration of decided terms may have been deleted, and must not start again.
        if (contract.Status != ContractStatus.AwaitingApproval)
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                contract.Program,
                $"contract:{contract.Id}:requested",
                Callers.Unnamed,
                "contract_terms_requested",
                contract.Partner.Value,
                ContractWords.Of(contract),
                contract.RequestedAt
            )
            {
                OnBehalfOf = contract.PreparedBy,
            },
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(ContractOrchestrator),
            contract.InstanceId,
            ContractKey.Of(contract),
            cancellationToken
        );
    }
}
