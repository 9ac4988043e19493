using System.Text.Json;

namespace AffiliateFunctions.Load;

/// <summary>Reads the queue and the memory of the instances every few seconds.</summary>
internal sealed class Watch(Instances instances)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly List<Seen> seen = [];

    /// <summary>What was seen, in order.</summary>
    public IReadOnlyList<Seen> All => [.. seen];

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            if (await HealthAsync(turn) is { } health)
            {
                seen.Add(health);
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits until all queues are empty, and returns how long that took.</summary>
    /// <exception cref="TimeoutException">Messages are left after ten minutes.</exception>
    public async Task<TimeSpan> DrainAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var (turn, empty) = (0, 0); empty < 3; turn++)
        {
            empty = await HealthAsync(turn) is { Depth: 0 } ? empty + 1 : 0;
            if (TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromMinutes(10))
            {
                throw new TimeoutException("The queues were not empty after ten minutes.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(begun);
    }

    private async Task<Seen?> HealthAsync(int turn)
    {
        try
        {
            var instance = instances.Pick(turn);
            var health = JsonElement.Parse(
                await instance.Http.GetStringAsync(new Uri("/api/health", UriKind.Relative))
            );
            return new Seen(
                health.GetProperty("queue_depth").GetInt64(),
                health.GetProperty("oldest_message_seconds").GetInt64(),
                health.GetProperty("poison").GetInt64(),
                instances.Running.Max(running => running.WorkingSet)
            );
        }
        catch (Exception fault)
            when (fault is HttpRequestException or InvalidOperationException or TaskCanceledException)
        {
            // The instance was killed.
            return null;
        }
    }
}

/// <summary>What was seen at one moment.</summary>
/// <param name="Depth">The messages in all queues.</param>
/// <param name="OldestSeconds">The age of the oldest message.</param>
/// <param name="Poison">The messages that failed too often.</param>
/// <param name="Memory">The bytes of memory of the larger instance.</param>
internal sealed record Seen(long Depth, long OldestSeconds, long Poison, long Memory);
