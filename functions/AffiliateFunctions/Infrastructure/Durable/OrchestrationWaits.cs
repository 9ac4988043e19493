using Microsoft.DurableTask;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>Waits of orchestrators.</summary>
internal static class OrchestrationWaits
{
    /// <summary>Waits for a task until a given time. The timer ends with the wait.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="happening">The task of the context to wait for.</param>
    /// <param name="until">The time at which the wait ends.</param>
    /// <returns>Whether the task completed before that time.</returns>
    public static async Task<bool> WaitUntilAsync(
        this TaskOrchestrationContext context,
        Task happening,
        DateTimeOffset until
    )
    {
        if (happening.IsCompleted)
        {
            return true;
        }

        using var timerEnd = new CancellationTokenSource();
        if (await Task.WhenAny(happening, context.CreateTimer(until.UtcDateTime, timerEnd.Token)) != happening)
        {
            return false;
        }

        timerEnd.Cancel();
        return true;
    }
}
