using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Telemetry;

/// <summary>Settings of exported traces.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// The share of traces that are exported, from 0 to 1. Metrics and log entries are not sampled by it.
    /// </summary>
    [Range(0.0, 1.0, ErrorMessage = "it must be a number from 0 to 1, such as 0.1 for every tenth trace.")]
    public double TraceShare { get; init; } = 0.1;
}
