using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.PartnerLeads.Activities;
using Microsoft.DurableTask;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// One run of a lead. Every step reads the stored lead, so a restarted run continues where an earlier one was
/// interrupted, and an event only ends a wait.
/// </summary>
internal sealed class LeadRun(TaskOrchestrationContext context, LeadKey key)
{
    private readonly Dictionary<string, Task> awaited = [];

    /// <summary>Runs until the lead has ended. Returns the status.</summary>
    public async Task<LeadStatus> RunAsync()
    {
        var step = await CallAsync<LeadStep>(nameof(BeginLead), key);
        while (!step.Status.IsEnd())
        {
            step = step.Status switch
            {
                LeadStatus.Open => await CallAsync<LeadStep>(nameof(OfferLead), key),
                LeadStatus.Offered => await AwaitAnswerAsync(step),
                LeadStatus.Conflict => await DecideConflictAsync(),
                _ => await AwaitUpdateAsync(step),
            };
        }

        await CallAsync<bool>(nameof(EndLead), key);
        return step.Status;
    }

    private async Task<LeadStep> AwaitAnswerAsync(LeadStep step)
    {
        if (!step.HasNews)
        {
            var answered = EventOf(LeadOrchestrator.AnsweredEvent(step.Number));
            if (!await HappensBeforeAsync(answered, step.RemindAt))
            {
                await CallAsync<bool>(nameof(RemindOfOffer), key);
            }

            await HappensBeforeAsync(answered, step.DueAt);
        }

        return await CallAsync<LeadStep>(nameof(CloseOffer), key);
    }

    private async Task<LeadStep> DecideConflictAsync()
    {
        var request = await CallAsync<ApprovalRequest>(nameof(PrepareConflictApproval), key);
        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(retry: null, instanceId: request.InstanceId)
        );
        return await CallAsync<LeadStep>(nameof(SettleConflict), new SettleConflict.Input(key, outcome));
    }

    private async Task<LeadStep> AwaitUpdateAsync(LeadStep step)
    {
        if (!step.HasNews)
        {
            var reported = EventOf(LeadOrchestrator.ReportedEvent(step.Number));
            await HappensBeforeAsync(reported, step.DueAt);
        }

        return await CallAsync<LeadStep>(nameof(FollowLead), key);
    }

    // The wait also ends when the company withdraws the lead.
    private Task<bool> HappensBeforeAsync(Task happening, DateTimeOffset until) =>
        context.WaitUntilAsync(Task.WhenAny(happening, EventOf(LeadOrchestrator.WithdrawnEvent)), until);

    // One task for each event: an event goes to the task that waited first, and a second task would miss it.
    private Task EventOf(string name) =>
        awaited.TryGetValue(name, out var known) ? known : awaited[name] = context.WaitForExternalEvent<string>(name);

    private Task<T> CallAsync<T>(string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
}
