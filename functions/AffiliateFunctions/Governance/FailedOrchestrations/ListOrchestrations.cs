using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Lists failed orchestrations of a program, and shows the state of one.</summary>
[Tags("Operations")]
public sealed class ListOrchestrations(IPrograms programs, FailedOrchestrationStore store)
{
    private const string Route = "api/programs/{slug}/orchestrations";

    /// <summary>Lists the failed orchestrations that nobody has restarted.</summary>
    [Function(nameof(ListOrchestrations))]
    [EndpointSummary("Lists the processes of a program that have failed and were not restarted.")]
    [EndpointDescription(
        "Processes that wait for a person are in /process and /approvals, with the person and the time."
    )]
    [SortedBy("instance_id", "instance_id")]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "instance_id": "cycle-acme-2026-11",
                  "orchestration": "CycleOrchestrator",
                  "failed_at": "2026-12-01T02:05:00+00:00",
                  "reason": "Task 'ReservePayouts' (#3) failed with an unhandled exception."
                }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<RestartedOrchestration>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Route)] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                return paging.Succeeded
                    ? HttpResults.Ok(
                        await paging.Value.TakeAsync(
                            store
                                .ListAsync(program.Slug, cancellationToken)
                                .OrderBy(failed => failed.InstanceId, StringComparer.Ordinal)
                                .Where(failed => string.CompareOrdinal(failed.InstanceId, paging.Value.After) > 0),
                            failed => failed.InstanceId,
                            RestartedOrchestration.Of
                        )
                    )
                    : HttpResults.Problem(paging.Problem);
            },
            cancellationToken
        );

    /// <summary>Shows the state of an orchestration that has failed at some time.</summary>
    [Function(nameof(GetOrchestration))]
    [EndpointSummary("Shows the present state of a process that has failed.")]
    [ResponseExample(
        """
            {
              "instance_id": "cycle-acme-2026-11",
              "orchestration": "CycleOrchestrator",
              "failed_at": "2026-12-01T02:05:00+00:00",
              "reason": "Task 'ReservePayouts' (#3) failed with an unhandled exception.",
              "status": "failed",
              "last_change_at": "2026-12-01T02:05:00+00:00"
            }
            """
    )]
    [ProducesResponseType<OrchestrationState>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetOrchestration(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Route + "/{instance}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The id of the process, as the alert names it.")] string instance,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                await store.FindAsync(program.Slug, instance, cancellationToken) is { } failed
                    ? HttpResults.Ok(
                        OrchestrationState.Of(
                            failed,
                            await orchestrations.GetInstanceAsync(instance, cancellationToken)
                        )
                    )
                    : HttpResults.Problem(
                        Problem.NotFound(
                            $"No orchestration '{instance}' of the program has failed, or it has completed since."
                        )
                    ),
            cancellationToken
        );
}

/// <summary>The state of a process that has failed.</summary>
/// <param name="InstanceId">The id of the process.</param>
/// <param name="Orchestration">The kind of the process.</param>
/// <param name="FailedAt">When the process failed.</param>
/// <param name="Reason">The reason for the failure.</param>
/// <param name="Status">
/// The present state: <c>failed</c>, <c>running</c>, <c>completed</c> and so on, or <c>unknown</c> if the platform has
/// no such process any more.
/// </param>
/// <param name="LastChangeAt">When the process made its last step.</param>
internal sealed record OrchestrationState(
    string InstanceId,
    string Orchestration,
    DateTimeOffset FailedAt,
    string Reason,
    string Status,
    DateTimeOffset? LastChangeAt
)
{
    /// <summary>Describes an orchestration.</summary>
    public static OrchestrationState Of(FailedOrchestration failed, OrchestrationMetadata? instance) =>
        new(
            failed.InstanceId,
            failed.Orchestration,
            failed.FailedAt,
            failed.Reason,
            instance?.RuntimeStatus.ToString().ToLowerInvariant() ?? "unknown",
            instance?.LastUpdatedAt
        );
}
