using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Makes the failure of an orchestration known.</summary>
public static class FailureReports
{
    private const int MaxReason = 1000;

    /// <summary>
    /// Runs the steps of an orchestration. When they fail for good, the failure is stored and told to the program's
    /// owner, and the orchestration fails all the same.
    /// </summary>
    /// <typeparam name="T">What the orchestration returns.</typeparam>
    /// <param name="context">The orchestration; one that no other orchestration waits for.</param>
    /// <param name="program">The program that it is about.</param>
    /// <param name="steps">The steps.</param>
    public static async Task<T> ReportFailureAsync<T>(
        this TaskOrchestrationContext context,
        ProgramSlug program,
        Func<Task<T>> steps
    )
    {
        try
        {
            return await steps();
        }
        catch (Exception fault)
        {
            await ReportAsync(context, program, fault);
            throw;
        }
    }

    // Where the report fails too, the orchestration still fails for its own reason.
    private static async Task ReportAsync(TaskOrchestrationContext context, ProgramSlug program, Exception fault)
    {
        var reason = fault is TaskFailedException { FailureDetails: { } details } task
            ? $"{task.TaskName}: {RootOf(details)}"
            : fault.Message;
        var report = new ReportFailedOrchestration.Input(
            program,
            context.InstanceId,
            context.Name,
            reason.Length > MaxReason ? reason[..MaxReason] : reason
        );
        try
        {
            await context.CallActivityAsync<bool>(nameof(ReportFailedOrchestration), report, Retries.OfTransientFaults);
        }
        catch (TaskFailedException) { }
    }

    private static TaskFailureDetails RootOf(TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner)
        {
            failure = inner;
        }

        return failure;
    }
}
