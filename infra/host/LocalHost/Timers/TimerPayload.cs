using System.Globalization;
using System.Text.Json.Nodes;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Timers;

/// <summary>The status of a timer at a run, as the platform reports it.</summary>
/// <param name="Last">The occurrence that was run before; null before the first.</param>
/// <param name="Next">The occurrence that the timer waited for; null when the schedule has none.</param>
/// <param name="LastUpdated">When the status was last stored.</param>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset? Next, DateTimeOffset LastUpdated);

/// <summary>
/// Converts timer runs to the form in which the platform's host and its timer extension
/// (Microsoft.Azure.WebJobs.Extensions.Timers) send them to a worker.
/// </summary>
internal static class TimerPayload
{
    /// <summary>Builds the invocation of a function for a run.</summary>
    /// <param name="status">The timer's status; null when it is not monitored.</param>
    /// <param name="isPastDue">Whether the run is late.</param>
    /// <param name="now">The app's time.</param>
    /// <returns>The invocation.</returns>
    public static Invocation ToInvocation(TimerStatus? status, bool isPastDue, DateTimeOffset now)
    {
        var timerInfo = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = status is null ? null : ToJson(status),
            ["IsPastDue"] = isPastDue,
        };
        return new()
        {
            TriggerValue = new() { Json = timerInfo.ToJsonString() },
            Metadata = new Dictionary<string, TypedData>
            {
                ["TimerTrigger"] = new() { String = now.UtcDateTime.ToString(CultureInfo.InvariantCulture) },
            },
        };
    }

    private static JsonObject ToJson(TimerStatus status) =>
        new()
        {
            ["Last"] = ToJson(status.Last),
            ["Next"] = ToJson(status.Next),
            ["LastUpdated"] = ToJson(status.LastUpdated),
        };

    // The platform writes an unknown time as the earliest possible time, without an offset.
    private static JsonValue ToJson(DateTimeOffset? time) =>
        time is { } known ? JsonValue.Create(known) : JsonValue.Create(default(DateTime));
}
