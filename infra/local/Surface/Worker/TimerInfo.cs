namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told about its run.</summary>
public class TimerInfo
{
    /// <summary>The schedule's state; null when it is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run comes later than it was due.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The state of a timer's schedule.</summary>
public class ScheduleStatus
{
    /// <summary>When the function ran last.</summary>
    public DateTime Last { get; set; }

    /// <summary>When the function runs next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this state was written last.</summary>
    public DateTime LastUpdated { get; set; }
}
