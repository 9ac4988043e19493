namespace AffiliateFunctions.Tests.Deployment.Alerts.Rules;

/// <summary>
/// A rule over a metric of storage, of the given types of responses or of all
/// (https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#metric-alerts).
/// </summary>
internal sealed record MetricAlertRule(
    string Name,
    string Metric,
    string Aggregation,
    IReadOnlyList<string> ResponseTypes,
    string Operator,
    double Threshold,
    TimeSpan Window,
    TimeSpan Frequency
) : AlertRule(Name, Operator, Threshold, Window, Frequency)
{
    /// <summary>The aggregate of values; null if there is none.</summary>
    public static double? Aggregate(string aggregation, IReadOnlyCollection<double> values) =>
        aggregation switch
        {
            _ when values.Count == 0 => null,
            "Average" => values.Average(),
            "Maximum" => values.Max(),
            "Total" => values.Sum(),
            _ => throw new NotSupportedException($"The aggregation '{aggregation}' is not known."),
        };

    protected override double? Measure(Telemetry telemetry) =>
        Aggregate(
            Aggregation,
            [
                .. telemetry
                    .Storage(Window)
                    .Where(value => value.Name == Metric)
                    .Where(value => ResponseTypes.Count == 0 || ResponseTypes.Contains(value.ResponseType))
                    .Select(value => value.Value),
            ]
        );
}
