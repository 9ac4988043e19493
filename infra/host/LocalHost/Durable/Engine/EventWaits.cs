namespace LocalHost.Durable.Engine;

/// <summary>Events and those who wait for them: by name in any case, first come, first served. What nobody waits for is kept.</summary>
internal sealed class EventWaits
{
    private readonly Dictionary<string, LinkedList<OpenTask>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Data)> _kept = [];

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Values.Sum(waiting => waiting.Count);

    /// <summary>The events that nobody has taken, in the order in which they came.</summary>
    public IReadOnlyList<(string Name, string? Data)> Kept => _kept;

    /// <summary>An event has come.</summary>
    public void Raise(string name, string? data, bool mayBeTaken)
    {
        if (mayBeTaken && _waiting.TryGetValue(name, out var waiting) && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            first.Value.Complete(data);
            return;
        }

        _kept.Add((name, data));
    }

    /// <summary>The code waits for an event.</summary>
    public Task<string?> WaitAsync(string name, CancellationToken cancellationToken)
    {
        var wait = new OpenTask(name, 0);
        var kept = _kept.FindIndex(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (cancellationToken.IsCancellationRequested)
        {
            wait.Cancel(cancellationToken);
        }
        else if (kept >= 0)
        {
            var data = _kept[kept].Data;
            _kept.RemoveAt(kept);
            wait.Complete(data);
        }
        else
        {
            Enlist(name, wait, cancellationToken);
        }

        return wait.Task;
    }

    private void Enlist(string name, OpenTask wait, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(name, out var waiting))
        {
            _waiting[name] = waiting = [];
        }

        waiting.AddLast(wait);
        cancellationToken.Register(() =>
        {
            waiting.Remove(wait);
            wait.Cancel(cancellationToken);
        });
    }
}
