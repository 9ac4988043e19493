using System.Globalization;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails.Activities;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Asks the providers of a cycle once, some time after a webhook. A provider sends a webhook for each payment, and all
/// webhooks of a while cause one question at its end.
/// </summary>
public static class RailPollOrchestrator
{
    /// <inheritdoc cref="RailPollOrchestrator"/>
    [Function(nameof(RailPollOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var poll = context.GetInput<RailPoll>() ?? throw new InvalidOperationException("A question needs its cycle.");
        await context.ReportFailureAsync(
            poll.Cycle.Program,
            async () =>
            {
                await context.CreateTimer(poll.At.UtcDateTime, CancellationToken.None);
                await context.CallActivityAsync<bool>(nameof(PollPayouts), poll.Cycle, Retries.OfTransientFaults);
            }
        );
    }
}

/// <summary>A question to the providers of a cycle.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="At">When they are asked.</param>
public sealed record RailPoll(CycleKey Cycle, DateTimeOffset At)
{
    private static readonly TimeSpan While = TimeSpan.FromMinutes(2);

    /// <summary>The id of the orchestration.</summary>
    public string InstanceId =>
        $"poll-{StoredCycle.InstanceIdOf(Cycle.Program, Cycle.Period, Cycle.Attempt)}-"
        + At.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>The question that covers webhooks received at a time.</summary>
    public static RailPoll After(CycleKey cycle, DateTimeOffset now) =>
        new(cycle, new DateTimeOffset(((now.UtcTicks / While.Ticks) + 1) * While.Ticks, TimeSpan.Zero));
}
