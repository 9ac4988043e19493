using Microsoft.DurableTask;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>Waits of orchestrators.</summary>
internal static class OrchestrationWaits
{
    /// <summary>Whether something happens until a time; the timer ends with the wait.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="happening">What is waited for: a task of the context.</param>
    /// <param name="until">Until when.</param>
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
