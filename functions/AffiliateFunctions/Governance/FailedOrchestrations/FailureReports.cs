using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Reports the failures of orchestrations.</summary>
public static class FailureReports
{
    private const int MaxReason = 1000;

    /// <summary>
    /// Runs the steps of an orchestration. A permanent failure is stored and reported to the program's owner. The
    /// orchestration then fails with the original exception.
    /// </summary>
    /// <typeparam name="T">The result of the orchestration.</typeparam>
    /// <param name="context">
    /// The context of the orchestration. No other orchestration may wait for it, except one that goes on without it: the
    /// failure would be reported twice.
    /// </param>
    /// <param name="program">The program of the orchestration.</param>
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

    /// <inheritdoc cref="ReportFailureAsync{T}"/>
    public static Task ReportFailureAsync(
        this TaskOrchestrationContext context,
        ProgramSlug program,
        Func<Task> steps
    ) =>
        context.ReportFailureAsync(
            program,
            async () =>
            {
                await steps();
                return true;
            }
        );

    // When the report fails too, the orchestration still fails with the original exception.
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
            await context.CallActivityAsync(nameof(ReportFailedOrchestration), report, Retries.OfTransientFaults);
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
