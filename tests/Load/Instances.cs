using Testing;

namespace AffiliateFunctions.Load;

/// <summary>Instances of the application over one storage, one of which is killed and started again from time to time.</summary>
internal sealed class Instances : IAsyncDisposable
{
    private readonly AppProcess[] running;
    private readonly IReadOnlyDictionary<string, string?> settings;

    private Instances(AppProcess[] running, IReadOnlyDictionary<string, string?> settings)
    {
        this.running = running;
        this.settings = settings;
    }

    /// <summary>How often an instance was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>The instances that run at present.</summary>
    public IReadOnlyList<AppProcess> Running => [.. running];

    public static async Task<Instances> StartAsync(int count, IReadOnlyDictionary<string, string?> settings)
    {
        var first = await AppProcess.StartAsync(settings: settings);
        var others = await Task.WhenAll(
            Enumerable.Range(1, count - 1).Select(_ => AppProcess.StartAsync(first.Storage, settings))
        );
        return new Instances([first, .. others], settings);
    }

    /// <summary>An instance by turns, as a front end chooses it.</summary>
    public AppProcess Pick(int turn) => running[turn % running.Length];

    /// <summary>Kills an instance after each pause, and starts another in its place, until it is cancelled.</summary>
    public async Task KillEveryAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        for (var turn = 0; ; turn = (turn + 1) % running.Length)
        {
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            await running[turn].KillAsync();
            Kills++;
            running[turn] = await AppProcess.StartAsync(running[turn].Storage, settings);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in running)
        {
            await instance.DisposeAsync();
        }
    }
}
