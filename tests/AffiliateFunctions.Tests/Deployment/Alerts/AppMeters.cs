using System.Diagnostics.Metrics;
using AffiliateFunctions.Infrastructure.Telemetry;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// Takes the app's measurements to Application Insights as the exporter does: the last value of a gauge, the sum of a
/// counter, and the sum and number of a histogram's values, for each combination of attributes
/// (https://learn.microsoft.com/azure/azure-monitor/app/opentelemetry-add-modify#add-custom-metrics).
/// </summary>
internal sealed class AppMeters : IDisposable
{
    private readonly List<Measurement> measured = [];
    private readonly MeterListener listener = new();

    /// <summary>Listens to the meter of one app.</summary>
    public AppMeters(IMeterFactory app)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == AppTelemetry.Name && instrument.Meter.Scope == app)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>Adds a row for what was measured since the last export.</summary>
    public void ExportTo(Telemetry telemetry)
    {
        foreach (var series in measured.GroupBy(measurement => (measurement.Instrument.Name, measurement.Attributes)))
        {
            telemetry.AddMetric(
                series.Key.Name,
                Exported(series.First().Instrument, [.. series.Select(measurement => measurement.Value)]),
                series.First().Tags
            );
        }

        measured.Clear();
    }

    public void Dispose() => listener.Dispose();

    private static IReadOnlyList<double> Exported(Instrument instrument, IReadOnlyList<double> values) =>
        instrument switch
        {
            Gauge<long> => [values[^1]],
            Counter<long> => [values.Sum()],
            Histogram<double> => values,
            _ => throw new NotSupportedException($"Instruments such as {instrument.Name} are not known."),
        };

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measured.Add(new Measurement(instrument, value, [.. tags.ToArray().Select(tag => (tag.Key, $"{tag.Value}"))]));

    private sealed record Measurement(Instrument Instrument, double Value, (string Key, string Value)[] Tags)
    {
        public string Attributes => string.Join(' ', Tags);
    }
}
