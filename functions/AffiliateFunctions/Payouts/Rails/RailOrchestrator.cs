using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails.Activities;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Follows the batches of a cycle until every payment has a result: sends what is not sent yet, and asks the providers.
/// It asks every 15 minutes for two hours, then every hour for a day, then every day. PayPal returns unclaimed payments
/// after 30 days, so the wait ends after 35 days.
/// </summary>
public static class RailOrchestrator
{
    /// <summary>The days after which the wait ends.</summary>
    public const int MaxDays = 35;

    /// <summary>The id of the orchestration of an attempt of a cycle.</summary>
    public static string InstanceIdOf(StoredCycle cycle) => $"rails-{cycle.InstanceId}";

    /// <inheritdoc cref="RailOrchestrator"/>
    [Function(nameof(RailOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<CycleKey>()
            ?? throw new InvalidOperationException("Payout rails need the program and period of their cycle.");
        await context.ReportFailureAsync(key.Program, () => FollowAsync(context, key));
    }

    /// <summary>The time until the next question to the providers.</summary>
    /// <param name="age">The time since the payments were handed over.</param>
    internal static TimeSpan WaitAfter(TimeSpan age) =>
        age < TimeSpan.FromHours(2) ? TimeSpan.FromMinutes(15)
        : age < TimeSpan.FromDays(1) ? TimeSpan.FromHours(1)
        : TimeSpan.FromDays(1);

    private static async Task FollowAsync(TaskOrchestrationContext context, CycleKey key)
    {
        var start = context.CurrentUtcDateTime;
        for (var age = TimeSpan.Zero; age < TimeSpan.FromDays(MaxDays); age = context.CurrentUtcDateTime - start)
        {
            await context.CallActivityAsync(nameof(SendPayouts), key, Retries.OfTransientFaults);
            if (!await context.CallActivityAsync<bool>(nameof(PollPayouts), key, Retries.OfTransientFaults))
            {
                return;
            }

            await context.CreateTimer(context.CurrentUtcDateTime + WaitAfter(age), CancellationToken.None);
        }

        await context.CallActivityAsync(nameof(EndPayoutRails), key, Retries.OfTransientFaults);
    }
}
