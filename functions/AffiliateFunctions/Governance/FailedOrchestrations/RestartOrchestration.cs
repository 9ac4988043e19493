using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
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
public sealed class RestartOrchestration(
    IPrograms programs,
    FailedOrchestrationStore store,
    IAuditLog audit,
    TimeProvider clock
)
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
            async program =>
            {
                if (await store.FindAsync(program.Slug, instance, cancellationToken) is not { } failed)
                {
                    return HttpResults.Problem(
                        Problem.NotFound($"No orchestration '{instance}' of the program has failed.")
                    );
                }

                if (!await orchestrations.StartAgainAsync(instance, cancellationToken))
                {
                    return HttpResults.Problem(
                        Problem.Conflict($"The orchestration '{instance}' is already running again, or has completed.")
                    );
                }

                await audit.RecordAsync(
                    new AuditEntry(
                        failed.Program,
                        $"orchestration:{instance}:restarted:{failed.FailedAt:O}",
                        "key",
                        "orchestration_restarted",
                        instance,
                        failed.Reason,
                        clock.GetUtcNow()
                    ),
                    cancellationToken
                );
                await store.PutAsync(failed with { IsRestarted = true }, cancellationToken);
                return HttpResults.Accepted(RestartedOrchestration.Of(failed));
            },
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
}
