using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance;

/// <summary>The processes of a program that have failed for good, for persons who start them again.</summary>
public interface IFailedProcesses
{
    /// <summary>The failed processes that nobody has restarted, the oldest first.</summary>
    Task<IReadOnlyList<FailedProcess>> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>Starts a failed process again with the same id and input, and records who has done it.</summary>
    Task<Result<FailedProcess>> RestartAsync(
        ProgramSlug program,
        string instance,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>A process that has failed for good.</summary>
/// <param name="InstanceId">The id of the process, which is a business key.</param>
/// <param name="Orchestration">The name of the orchestrator.</param>
/// <param name="FailedAt">When the process failed.</param>
/// <param name="Reason">The reason for the failure.</param>
public sealed record FailedProcess(string InstanceId, string Orchestration, DateTimeOffset FailedAt, string Reason);
