using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Records an approval or rejection on the cycle.</summary>
public sealed class RecordCycleApproval(CycleStore cycles)
{
    /// <inheritdoc cref="RecordCycleApproval"/>
    [Function(nameof(RecordCycleApproval))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var outcome = input.Outcome;
        var approval = new CycleApproval(
            outcome.ApprovalId,
            outcome.Decision,
            outcome.Actor,
            outcome.Reason,
            outcome.DecidedAt
        );
        await cycles.ChangeAsync(
            input.Key.Program,
            input.Key.Period,
            stored => WithoutRequest(With(stored, approval), approval.Id),
            cancellationToken
        );
    }

    private static StoredCycle With(StoredCycle cycle, CycleApproval approval) =>
        cycle.Approvals.Any(known => known.Id == approval.Id)
            ? cycle
            : cycle with
            {
                Approvals = [.. cycle.Approvals, approval],
            };

    // An orchestration that is restarted requests an approval again that is recorded already.
    private static StoredCycle WithoutRequest(StoredCycle cycle, string approval) =>
        cycle.OpenApproval == approval ? cycle with { OpenApproval = null } : cycle;

    /// <summary>The cycle, and the outcome of the approval.</summary>
    public sealed record Input(CycleKey Key, ApprovalOutcome Outcome);
}
