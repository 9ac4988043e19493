namespace LocalHost.Durable.Engine;

/// <summary>The durable timers of this worker's instances, by the time at which they fire. What is stored is in the histories.</summary>
internal sealed class TimerQueue
{
    private readonly Lock _gate = new();
    private readonly SortedSet<DurableTimer> _timers = new(Comparer<DurableTimer>.Create((a, b) =>
    {
        var byTime = a.Due.CompareTo(b.Due);
        var byInstance = byTime != 0 ? byTime : string.CompareOrdinal(a.InstanceId, b.InstanceId);
        var byRun = byInstance != 0 ? byInstance : a.Generation.CompareTo(b.Generation);
        return byRun != 0 ? byRun : a.Task.CompareTo(b.Task);
    }));

    private readonly Dictionary<string, List<DurableTimer>> _byInstance = [];

    /// <summary>When the next one fires.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min?.Due;
            }
        }
    }

    public void Add(DurableTimer timer)
    {
        lock (_gate)
        {
            if (_timers.Add(timer))
            {
                (_byInstance.TryGetValue(timer.InstanceId, out var own) ? own : _byInstance[timer.InstanceId] = []).Add(timer);
            }
        }
    }

    /// <summary>Forgets the timers of an instance that are not among those to keep.</summary>
    public void Keep(string instanceId, Func<DurableTimer, bool> isKept)
    {
        lock (_gate)
        {
            if (_byInstance.TryGetValue(instanceId, out var own))
            {
                foreach (var timer in own.Where(timer => !isKept(timer)).ToList())
                {
                    Remove(timer);
                }
            }
        }
    }

    /// <summary>Takes out what is due, the earliest first.</summary>
    public IReadOnlyList<DurableTimer> TakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            var due = _timers.TakeWhile(timer => timer.Due <= now).ToList();
            due.ForEach(Remove);
            return due;
        }
    }

    private void Remove(DurableTimer timer)
    {
        _timers.Remove(timer);
        var own = _byInstance[timer.InstanceId];
        own.Remove(timer);
        if (own.Count == 0)
        {
            _byInstance.Remove(timer.InstanceId);
        }
    }
}

/// <summary>A durable timer.</summary>
/// <param name="Due">When it fires.</param>
/// <param name="InstanceId">For whom.</param>
/// <param name="Generation">In which run.</param>
/// <param name="Task">As which task; <see cref="Start"/> for a start that was put off.</param>
internal sealed record DurableTimer(DateTimeOffset Due, string InstanceId, int Generation, int Task)
{
    /// <summary>The task number of a start that was put off.</summary>
    public const int Start = 0;
}
