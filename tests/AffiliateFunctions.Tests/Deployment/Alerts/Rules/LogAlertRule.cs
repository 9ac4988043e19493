using System.Globalization;
using AffiliateFunctions.Tests.Deployment.Alerts.Kql;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Rules;

/// <summary>
/// A rule over the logs: its query sees the rows of the window, and the measure of the rows that the query returns is
/// aggregated. Without a measure the rows are counted, also where there are none
/// (https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#log-search-alerts).
/// </summary>
internal sealed record LogAlertRule(
    string Name,
    string Query,
    string Aggregation,
    string? Column,
    string Operator,
    double Threshold,
    TimeSpan Window,
    TimeSpan Frequency
) : AlertRule(Name, Operator, Threshold, Window, Frequency)
{
    private readonly KqlQuery query = KqlQuery.Parse(Query);

    protected override double? Measure(Telemetry telemetry)
    {
        var rows = query.Run(table => telemetry.Table(table, Window)).Rows;
        return Column is null ? Count(rows.Count) : MetricAlertRule.Aggregate(Aggregation, Values(rows, Column));
    }

    private double Count(int rows) =>
        Aggregation == "Count"
            ? rows
            : throw new NotSupportedException($"{Name} names no column whose {Aggregation} it compares.");

    private static List<double> Values(IEnumerable<IReadOnlyDictionary<string, object?>> rows, string column) =>
        [
            .. rows.Select(row => row[column])
                .OfType<IConvertible>()
                .Select(v => v.ToDouble(CultureInfo.InvariantCulture)),
        ];
}
