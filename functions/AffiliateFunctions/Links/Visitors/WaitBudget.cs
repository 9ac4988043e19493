namespace AffiliateFunctions.Links.Visitors;

/// <summary>
/// Limits the total time that a visitor waits. A timer is started only when there is something to wait for, which is
/// rare.
/// </summary>
/// <param name="length">The time limit, from now on.</param>
/// <param name="clock">The clock.</param>
public sealed class WaitBudget(TimeSpan length, TimeProvider clock) : IDisposable
{
    private readonly long began = clock.GetTimestamp();
    private CancellationTokenSource? waiting;

    /// <summary>Is cancelled when the time limit is reached.</summary>
    public CancellationToken Token => (waiting ??= new CancellationTokenSource(Left, clock)).Token;

    private TimeSpan Left =>
        length - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose() => waiting?.Dispose();
}
