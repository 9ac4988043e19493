using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// The monthly run of a program: put payouts together, have them approved, write the files, settle, send statements,
/// review.
/// </summary>
public static class CycleOrchestrator
{
    /// <summary>The event that says that every payout was paid or failed.</summary>
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
                await CallAsync<bool>(context, nameof(ReleasePayouts), key);
                return CycleStatus.Rejected;
            }

            await CallAsync<bool>(context, nameof(WritePaymentFiles), key);
            await SettlementAsync(context, key);
        }

        await CallAsync<bool>(context, nameof(FinishSettlement), key);
        await CallAsync<bool>(context, nameof(SendStatements), key);
        await context.CallSubOrchestratorAsync(
            nameof(ReviewOrchestrator),
            new ReviewKey(key.Program, key.Period),
            new SubOrchestrationOptions(instanceId: ReviewKey.InstanceIdOf(key.Program, key.Period))
        );
        await CallAsync<bool>(context, nameof(FinishCycle), key);
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

    // Judged in one step and reserved in the next: a step that is repeated finds the verdict in the history, not
    // another one.
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
        await CallAsync<bool>(context, nameof(ReservePayouts), new ReservePayouts.Input(key, verdicts));
        return verdicts;
    }

    // Finance first; above the rule book's limit the owner too, who must be somebody else.
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
            await CallAsync<bool>(context, nameof(RecordCycleApproval), new RecordCycleApproval.Input(key, outcome));
            if (outcome.Decision != PrepareCycleApproval.Approve)
            {
                return false;
            }
        }

        await CallAsync<bool>(context, nameof(MarkCycleApproved), key);
        return true;
    }

    // The settlement tells when it is done; should that be lost, it is looked for once a day.
    private static async Task SettlementAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var settled = context.WaitForExternalEvent<string>(SettledEvent);
        while (!settled.IsCompleted && !await CallAsync<bool>(context, nameof(IsSettled), key))
        {
            await context.WaitUntilAsync(settled, context.CurrentUtcDateTime.AddDays(1));
        }
    }

    private static Task<T> CallAsync<T>(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
}

/// <summary>What a cycle comes to.</summary>
/// <param name="Partners">How many partners are paid.</param>
/// <param name="Total">How much, in minor units.</param>
public sealed record ComputedCycle(int Partners, long Total);
