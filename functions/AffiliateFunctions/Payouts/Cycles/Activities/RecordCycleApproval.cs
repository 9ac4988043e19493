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
            stored =>
                stored.Approvals.Any(cycleApproval => cycleApproval.Id == approval.Id)
                    ? stored
                    : stored with
                    {
                        Approvals = [.. stored.Approvals, approval],
                        OpenApproval = stored.OpenApproval == approval.Id ? null : stored.OpenApproval,
                    },
            cancellationToken
        );
    }

    /// <summary>The cycle, and the outcome of the approval.</summary>
    public sealed record Input(CycleKey Key, ApprovalOutcome Outcome);
}
