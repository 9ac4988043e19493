using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AffiliateFunctions.Infrastructure.Telemetry;

/// <summary>
/// The source of the app's traces and the name of its metrics. Neither costs anything while no exporter is configured:
/// without a listener no activity is created and no measurement is taken.
/// </summary>
internal static class AppTelemetry
{
    /// <summary>The name of the source of traces and of the meter.</summary>
    public const string Name = "AffiliateFunctions";

    /// <summary>Starts the app's own activities.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Creates the app's meter, in which each feature has its instruments.</summary>
    public static Meter CreateMeter(this IMeterFactory meters) => meters.Create(Name);
}
