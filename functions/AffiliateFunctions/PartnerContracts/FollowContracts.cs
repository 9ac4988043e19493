using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.PartnerContracts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>
/// Follows contract terms every hour: starts approvals that were interrupted, tells partners by e-mail that their terms
/// begin or end soon, and records which named rules a rule book does not have.
/// </summary>
public sealed class FollowContracts(
    ContractStore contracts,
    ContractStarter starter,
    ContractFollowUp followUp,
    ILogger<FollowContracts> logger
)
{
    /// <inheritdoc cref="FollowContracts"/>
    [Function(nameof(FollowContracts))]
    public Task RunAsync(
        [TimerTrigger("0 40 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        contracts
            .CountingAsync(cancellationToken)
            .ForEachIsolatedAsync(
                contract => $"the contract terms {contract.Id} of {contract.Program}",
                contract =>
                    contract.Status == ContractStatus.AwaitingApproval
                        ? starter.ResumeAsync(contract, orchestrations, cancellationToken)
                        : followUp.FollowAsync(contract, cancellationToken),
                logger,
                cancellationToken
            );
}
