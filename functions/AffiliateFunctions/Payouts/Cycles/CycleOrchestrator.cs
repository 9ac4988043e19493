using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// The monthly cycle of a program: compute the payouts, request the approvals, write the payment files, wait for the
/// settlement, send the statements, run the review.
/// </summary>
public static class CycleOrchestrator
{
    /// <summary>The external event raised when every payout is paid or failed.</summary>
    public const string SettledEvent = "settled";

    private const int PartnersAtOnce = 20;

    /// <inheritdoc cref="CycleOrchestrator"/>
    [Function(nameof(CycleOrchestrator))]
    public static async Task<CycleStatus> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<CycleKey>()
            ?? throw new InvalidOperationException("A cycle needs its program and period.");
        return await context.ReportFailureAsync(key.Program, () => RunCycleAsync(context, key));
    }

    private static async Task<CycleStatus> RunCycleAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var computed =
            await CallAsync<ComputedCycle?>(context, nameof(FindComputedCycle), key)
            ?? await ComputeAsync(context, key);
        if (computed.Partners > 0)
        {
            if (!await RunApprovalsAsync(context, key))
            {
                await CallAsync(context, nameof(ReleasePayouts), key);
                return CycleStatus.Rejected;
            }

            await CallAsync(context, nameof(WritePaymentFiles), key);
            await SettlementAsync(context, key);
        }

        await CallAsync(context, nameof(FinishSettlement), key);
        await CallAsync(context, nameof(SendStatements), key);
        await context.CallSubOrchestratorAsync(
            nameof(ReviewOrchestrator),
            new ReviewKey(key.Program, key.Period),
            new SubOrchestrationOptions(instanceId: ReviewKey.InstanceIdOf(key.Program, key.Period))
        );
        await CallAsync(context, nameof(FinishCycle), key);
        return CycleStatus.Reviewed;
    }

    private static async Task<ComputedCycle> ComputeAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var partners = await CallAsync<IReadOnlyList<PartnerId>>(context, nameof(ListPartnersToPay), key);
        var judged = await Task.WhenAll(
            partners.Chunk(PartnersAtOnce).Select(chunk => ReserveAsync(context, key, chunk))
        );
        return await CallAsync<ComputedCycle>(
            context,
            nameof(ComputeCycle),
            new ComputeCycle.Input(key, [.. judged.SelectMany(verdicts => verdicts)])
        );
    }

    // One activity decides, the next one reserves. A repeated reservation therefore finds the same decision in the
    // history.
    private static async Task<IReadOnlyList<PartnerVerdict>> ReserveAsync(
        TaskOrchestrationContext context,
        CycleKey key,
        PartnerId[] partners
    )
    {
        var verdicts = await CallAsync<IReadOnlyList<PartnerVerdict>>(
            context,
            nameof(AssessPartners),
            new AssessPartners.Input(key, partners)
        );
        await CallAsync(context, nameof(ReservePayouts), new ReservePayouts.Input(key, verdicts));
        return verdicts;
    }

    // Finance approves first. Above the rule book's limit the owner approves too, and must be a different person.
    private static async Task<bool> RunApprovalsAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var outcomes = new List<ApprovalOutcome>();
        while (
            await CallAsync<ApprovalRequest?>(
                context,
                nameof(PrepareCycleApproval),
                new PrepareCycleApproval.Input(key, outcomes)
            )
                is { } request
        )
        {
            var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
                nameof(ApprovalOrchestrator),
                request,
                new SubOrchestrationOptions(instanceId: request.InstanceId)
            );
            outcomes.Add(outcome);
            await CallAsync(context, nameof(RecordCycleApproval), new RecordCycleApproval.Input(key, outcome));
            if (outcome.Decision != PrepareCycleApproval.Approve)
            {
                return false;
            }
        }

        await CallAsync(context, nameof(MarkCycleApproved), key);
        return true;
    }

    // The settlement import raises the event. A daily check finds the settled cycle when the event was lost.
    private static async Task SettlementAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var settled = context.WaitForExternalEvent<string>(SettledEvent);
        while (!settled.IsCompleted && !await CallAsync<bool>(context, nameof(IsSettled), key))
        {
            await context.WaitUntilAsync(settled, context.CurrentUtcDateTime.AddDays(1));
        }
    }

    private static Task CallAsync(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync(activity, input, Retries.OfTransientFaults);

    private static Task<T> CallAsync<T>(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
}

/// <summary>The result of computing a cycle.</summary>
/// <param name="Partners">How many partners are paid.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
public sealed record ComputedCycle(int Partners, long Total);
