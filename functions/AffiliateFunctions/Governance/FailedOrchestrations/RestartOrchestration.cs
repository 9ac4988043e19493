using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Restarts a failed orchestration with the same id and input.</summary>
[Tags("Operations")]
public sealed class RestartOrchestration(IPrograms programs, IFailedProcesses processes)
{
    private const string Route = "api/programs/{slug}/orchestrations/{instance}/restart";

    /// <inheritdoc cref="RestartOrchestration"/>
    [Function(nameof(RestartOrchestration))]
    [EndpointSummary("Starts a failed process again, such as an onboarding, an approval or a cycle.")]
    [ResponseExample(
        """
            {
              "instance_id": "cycle-acme-2026-11",
              "orchestration": "CycleOrchestrator",
              "failed_at": "2026-12-01T02:05:00+00:00",
              "reason": "Task 'ReservePayouts' (#3) failed with an unhandled exception."
            }
            """
    )]
    [ProducesResponseType<RestartedOrchestration>(StatusCodes.Status202Accepted)]
    [ProducesProblems(404, 409)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Route)] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The id of the process, as the alert names it.")] string instance,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                processes
                    .RestartAsync(program.Slug, instance, orchestrations, cancellationToken)
                    .Match(failed => HttpResults.Accepted(RestartedOrchestration.Of(failed))),
            cancellationToken
        );
}

/// <summary>A process that has failed.</summary>
/// <param name="InstanceId">The id of the process.</param>
/// <param name="Orchestration">The kind of the process.</param>
/// <param name="FailedAt">When the process failed.</param>
/// <param name="Reason">The reason for the failure.</param>
internal sealed record RestartedOrchestration(
    string InstanceId,
    string Orchestration,
    DateTimeOffset FailedAt,
    string Reason
)
{
    /// <summary>Describes a failed process.</summary>
    public static RestartedOrchestration Of(FailedOrchestration failed) =>
        new(failed.InstanceId, failed.Orchestration, failed.FailedAt, failed.Reason);

    /// <summary>Describes a process that is started again.</summary>
    public static RestartedOrchestration Of(FailedProcess failed) =>
        new(failed.InstanceId, failed.Orchestration, failed.FailedAt, failed.Reason);
}
