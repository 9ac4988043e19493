using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Starts a failed orchestration again, under its id and with its input.</summary>
public sealed class RestartOrchestration(
    IPrograms programs, FailedOrchestrationStore store, IAuditLog audit, TimeProvider clock)
{
    private const string Route = "api/programs/{slug}/orchestrations/{instance}/restart";

    /// <inheritdoc cref="RestartOrchestration"/>
    [Function(nameof(RestartOrchestration))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Route)]
        HttpRequest request,
        string slug,
        string instance,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        if (await store.FindAsync(program.Value.Slug, instance, cancellationToken) is not { } failed)
        {
            return Answer.Problem(Problem.NotFound($"No orchestration '{instance}' of the program has failed."));
        }

        if (!await orchestrations.StartAgainAsync(instance, cancellationToken))
        {
            return Answer.Problem(Problem.Conflict($"The orchestration '{instance}' runs again, or has completed."));
        }

        await audit.RecordAsync(
            new AuditEntry(
                failed.Program,
                $"orchestration:{instance}:restarted:{failed.FailedAt:O}",
                "key",
                "orchestration_restarted",
                instance,
                failed.Reason,
                clock.GetUtcNow()),
            cancellationToken);
        await store.PutAsync(failed with { IsRestarted = true }, cancellationToken);
        return Answer.Accepted(new { InstanceId = instance, failed.Orchestration, failed.FailedAt, failed.Reason });
    }
}
