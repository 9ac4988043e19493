namespace AffiliateFunctions.Links.Visitors;

/// <summary>
/// How long a visitor is kept waiting, in all. A timer runs only once there is something to wait for, as there is for
/// few.
/// </summary>
/// <param name="length">How long, from now on.</param>
/// <param name="clock">The clock.</param>
public sealed class WaitBudget(TimeSpan length, TimeProvider clock) : IDisposable
{
    private readonly long began = clock.GetTimestamp();
    private CancellationTokenSource? waiting;

    /// <summary>Is cancelled when the visitor has waited long enough.</summary>
    public CancellationToken Token => (waiting ??= new CancellationTokenSource(Left, clock)).Token;

    private TimeSpan Left =>
        length - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose() => waiting?.Dispose();
}
