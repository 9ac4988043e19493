using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Limits the retries of a change that conflicts with concurrent writes to the same rows. The caller reads the affected
/// rows again before each attempt, so a lasting conflict becomes a response instead of another attempt.
/// </summary>
/// <param name="subject">The changed subject, for the error message, such as <c>the partner prt_…</c>.</param>
public sealed class ConflictRetries(string subject)
{
    /// <summary>The highest number of attempts.</summary>
    public const int MaxAttempts = 40;

    // The first conflicts usually come from a few callers that compete once, so they are retried at once. The waits use
    // wall time, because they separate processes and are not part of the domain's time.
    private const int ImmediateAttempts = 3;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(200);

    private int attempts = 1;

    /// <summary>Waits until the next attempt.</summary>
    /// <exception cref="ContendedException">The highest number of attempts was reached.</exception>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++attempts > MaxAttempts)
        {
            throw new ContendedException(subject);
        }

        if (attempts > ImmediateAttempts)
        {
            var most = Math.Min(MaxDelay.TotalMilliseconds, 1 << Math.Min(attempts, 10));
            await Task.Delay(RandomNumberGenerator.GetInt32(1, (int)most + 1), cancellationToken);
        }
    }
}

/// <summary>
/// Concurrent writes changed the same rows at every attempt. Nothing is stored; the caller can send the request again.
/// </summary>
/// <param name="subject">The subject of the change.</param>
public sealed class ContendedException(string subject)
    : TimeoutException($"Concurrent writes changed {subject} at every attempt.");
