namespace LocalHost.Durable.Engine;

/// <summary>
/// The durable timers of the instances that this process runs, by due time. The histories store the timers, and this
/// queue is built from the histories.
/// </summary>
internal sealed class TimerQueue
{
    private readonly Lock _gate = new();
    private readonly SortedSet<DurableTimer> _timers = new(Comparer<DurableTimer>.Create(Compare));
    private readonly Dictionary<string, List<DurableTimer>> _byInstance = [];

    /// <summary>The due time of the next timer; null when there is none.</summary>
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

    /// <summary>Adds a timer. Adding the same timer again changes nothing.</summary>
    /// <param name="timer">The timer.</param>
    public void Add(DurableTimer timer)
    {
        lock (_gate)
        {
            if (_timers.Add(timer))
            {
                var isKnown = _byInstance.TryGetValue(timer.InstanceId, out var own);
                (isKnown ? own! : _byInstance[timer.InstanceId] = []).Add(timer);
            }
        }
    }

    /// <summary>Removes the timers of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    public void RemoveAll(string instanceId)
    {
        lock (_gate)
        {
            if (_byInstance.TryGetValue(instanceId, out var own))
            {
                own.ToList().ForEach(Remove);
            }
        }
    }

    /// <summary>Removes the timers that are due.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The timers, the earliest first.</returns>
    public IReadOnlyList<DurableTimer> RemoveDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            var due = _timers.TakeWhile(timer => timer.Due <= now).ToList();
            due.ForEach(Remove);
            return due;
        }
    }

    private static int Compare(DurableTimer first, DurableTimer second)
    {
        var byInstance = string.CompareOrdinal(first.InstanceId, second.InstanceId);
        return first.Due != second.Due || byInstance == 0
            ? (first.Due, first.Generation, first.Task).CompareTo((second.Due, second.Generation, second.Task))
            : byInstance;
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
/// <param name="Due">The due time.</param>
/// <param name="InstanceId">The instance that set it.</param>
/// <param name="Generation">The run that set it.</param>
/// <param name="Task">The number of the timer in the run; <see cref="Start"/> for a scheduled start.</param>
internal sealed record DurableTimer(DateTimeOffset Due, string InstanceId, int Generation, int Task)
{
    /// <summary>The task number of a scheduled start.</summary>
    public const int Start = -1;
}
