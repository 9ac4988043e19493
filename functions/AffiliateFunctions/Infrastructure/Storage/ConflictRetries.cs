using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Bounds how often one change is tried again because others write the same rows at the same moment. Before each try
/// the caller reads again what the change rests on, so that a conflict with a reason becomes an answer and not another
/// try.
/// </summary>
/// <param name="subject">What is changed, for the error message, such as <c>the partner prt_…</c>.</param>
public sealed class ConflictRetries(string subject)
{
    /// <summary>How often a change is tried in all.</summary>
    public const int MaxAttempts = 40;

    // The first conflicts are those of a few callers that meet once. Waits of wall time between processes are no domain
    // time.
    private const int ImmediateAttempts = 3;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(200);

    private int attempts = 1;

    /// <summary>Waits until the next try.</summary>
    /// <exception cref="ContendedException">The change was tried too often.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
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
/// Others changed the same rows at every try. Nothing is stored; the caller can send the request again.
/// </summary>
/// <param name="subject">What was to be changed.</param>
public sealed class ContendedException(string subject)
    : TimeoutException($"Others changed {subject} each time it was to be changed.");
