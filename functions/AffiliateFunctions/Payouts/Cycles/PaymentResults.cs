using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Settlement;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Waits for the results of the payments of a cycle. The settlement import, or the last result of a provider, raises an
/// event. A daily check finds the settled cycle when the event was lost, and reminds of payments whose result is
/// missing.
/// </summary>
/// <param name="context">The orchestration of the cycle.</param>
/// <param name="key">The cycle.</param>
internal sealed class PaymentResults(TaskOrchestrationContext context, CycleKey key)
{
    private readonly Task<string> settled = context.WaitForExternalEvent<string>(CycleOrchestrator.SettledEvent);

    /// <summary>Waits until the settlement has reached a state, or a later one.</summary>
    public async Task WaitUntilAsync(SettlementState wanted)
    {
        while (!settled.IsCompleted && await CheckAsync() < wanted)
        {
            await context.WaitUntilAsync(settled, context.CurrentUtcDateTime.AddDays(1));
        }
    }

    private Task<SettlementState> CheckAsync() =>
        context.CallActivityAsync<SettlementState>(nameof(CheckSettlement), key, Retries.OfTransientFaults);
}
