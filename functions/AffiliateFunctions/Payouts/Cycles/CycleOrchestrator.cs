using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails.Activities;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// The monthly cycle of a program: compute the payouts, request the approvals, write the payment files or send the
/// payments to the APIs of their providers, send the statements when the payments have results or three banking days
/// have passed, wait for the other results. The review of the month runs at the same time. A rejected cycle can be
/// computed again as another attempt.
/// </summary>
public static class CycleOrchestrator
{
    /// <summary>The external event raised when every payout is paid or failed.</summary>
    public const string SettledEvent = "settled";

    // A round without a decision lasts two weeks, unless a partner changes. The history of an orchestration is bounded.
    private const int MaxRounds = 100;

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
        context.SetCustomStatus("compute");
        var computed =
            await CallAsync<ComputedCycle?>(context, nameof(FindComputedCycle), key)
            ?? await ComputeAsync(context, key);
        var review = ReviewAsync(context, key);
        var isApproved = await ApproveAndHandOverAsync(context, key, computed);
        var results = new PaymentResults(context, key);
        if (isApproved)
        {
            context.SetCustomStatus("settlement");
            await results.WaitUntilAsync(SettlementState.StatementsDue);
        }

        context.SetCustomStatus("statements");
        await SendStatementsAsync(context, key);
        if (isApproved)
        {
            context.SetCustomStatus("results");
            await results.WaitUntilAsync(SettlementState.Settled);
            await CallAsync(context, nameof(FinishSettlement), key);
        }

        context.SetCustomStatus("review");
        await EndOfAsync(review);
        if (!isApproved)
        {
            return CycleStatus.Rejected;
        }

        // The step returned nothing while a cycle ended only with its review.
        return await CallAsync<CycleStatus?>(context, nameof(FinishCycle), key) ?? CycleStatus.Reviewed;
    }

    // A review reports its own failure and is restarted by its own id. The cycle needs nothing of it, and its statements
    // would be sent again if the cycle were restarted for it.
    private static async Task EndOfAsync(Task review)
    {
        try
        {
            await review;
        }
        catch (TaskFailedException) { }
    }

    // Returns false if the payouts were rejected. An orchestration that is restarted continues where the cycle is: what
    // was approved is not asked again, and payments that were handed over are not touched.
    private static async Task<bool> ApproveAndHandOverAsync(
        TaskOrchestrationContext context,
        CycleKey key,
        ComputedCycle computed
    )
    {
        var isDecided = computed.Status >= CycleStatus.Approved;
        if (
            computed.Status == CycleStatus.Rejected
            || (!isDecided && computed.Partners > 0 && !await RunApprovalsAsync(context, key))
        )
        {
            await CallAsync(context, nameof(ReleasePayouts), key);
            await CallAsync(context, nameof(MailFinance), new MailFinance.Input(key, FinanceMail.Rejected));
            return false;
        }

        if (!isDecided && computed.Partners == 0)
        {
            await CallAsync(context, nameof(MailFinance), new MailFinance.Input(key, FinanceMail.NothingToPay));
            return true;
        }

        context.SetCustomStatus("files");
        await CallAsync(context, nameof(WritePaymentFiles), key);
        await CallAsync(context, nameof(SendPayouts), key);
        await CallAsync(context, nameof(MailFinance), new MailFinance.Input(key, FinanceMail.FilesReady));
        await CallAsync(context, nameof(StartPayoutRails), key);
        return true;
    }

    // Each call handles some partners, so that a large program needs no long activity.
    private static async Task SendStatementsAsync(TaskOrchestrationContext context, CycleKey key)
    {
        PartnerId? last = null;
        do
        {
            var input = SendStatements.Input.Of(key, last);
            last = await CallAsync<PartnerId?>(context, nameof(SendStatements), input);
        } while (last is not null);
    }

    // The review of the month does not wait for approvals and payments, and runs once, with the first attempt. A later
    // attempt does not await it: the decision ends the cycle that is settled by then.
    private static Task ReviewAsync(TaskOrchestrationContext context, CycleKey key) =>
        key.Attempt > 0
            ? Task.CompletedTask
            : context.CallSubOrchestratorAsync(
                nameof(ReviewOrchestrator),
                new ReviewKey(key.Program, key.Period),
                new SubOrchestrationOptions(instanceId: ReviewKey.InstanceIdOf(key.Program, key.Period))
            );

    // Each call handles some partners and stores what it decides, so that the history does not grow with the partners.
    private static async Task<ComputedCycle> ComputeAsync(TaskOrchestrationContext context, CycleKey key)
    {
        PartnerId? last = null;
        do
        {
            var input = new ReservePayouts.Input(key, last);
            last = await CallAsync<PartnerId?>(context, nameof(ReservePayouts), input);
        } while (last is not null);

        return await CallAsync<ComputedCycle>(context, nameof(ComputeCycle), key);
    }

    // Every round asks for all approvals of the payouts as they are then. A round ends without a decision when nobody
    // decides in time, when a partner has changed, or when an approver excludes payouts; the next round asks anew.
    private static async Task<bool> RunApprovalsAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var round = new ApprovalRound(Number: 0, IsOverdue: false, Outcomes: []);
        while (round.Number < MaxRounds)
        {
            await CallAsync(context, nameof(DropChangedPayouts), key);
            var prepared = await CallAsync<PreparedApproval>(
                context,
                nameof(PrepareCycleApproval),
                new PrepareCycleApproval.Input(key, round)
            );
            if (prepared.Request is not { } request)
            {
                var isCovered = prepared.Payouts == 0 || round.Fingerprint == prepared.Fingerprint;
                var input = new MarkCycleApproved.Input(key, prepared.Fingerprint);
                if (isCovered && await CallAsync<bool>(context, nameof(MarkCycleApproved), input))
                {
                    return true;
                }

                round = round.Next(isOverdue: false);
                continue;
            }

            context.SetCustomStatus($"approval {request.Id}");
            var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
                nameof(ApprovalOrchestrator),
                request,
                new SubOrchestrationOptions(instanceId: request.InstanceId)
            );
            await CallAsync(context, nameof(RecordCycleApproval), new RecordCycleApproval.Input(key, outcome));
            switch (outcome.Decision)
            {
                case PrepareCycleApproval.Approve:
                    round = round.After(outcome, prepared.Fingerprint);
                    break;
                case PrepareCycleApproval.Reject:
                    return false;
                case PrepareCycleApproval.Exclude:
                    await CallAsync(context, nameof(ExcludeFromCycle), new ExcludeFromCycle.Input(key, outcome));
                    round = round.Next(isOverdue: false);
                    break;
                default:
                    round = round.Next(isOverdue: outcome.Decision == PrepareCycleApproval.Expired);
                    break;
            }
        }

        throw new InvalidOperationException(
            $"The payouts of {key.Period} of {key.Program} were not decided in {MaxRounds} rounds."
        );
    }

    private static Task CallAsync(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync(activity, input, Retries.OfTransientFaults);

    private static Task<T> CallAsync<T>(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
}
