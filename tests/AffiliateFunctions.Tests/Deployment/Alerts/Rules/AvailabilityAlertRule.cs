namespace AffiliateFunctions.Tests.Deployment.Alerts.Rules;

/// <summary>
/// A rule over the availability test: it fires when the test fails in so many locations. A response is as expected if
/// it has the status and contains the text
/// (https://learn.microsoft.com/azure/azure-monitor/app/availability#success-criteria).
/// </summary>
internal sealed record AvailabilityAlertRule(
    string Name,
    int Status,
    string Content,
    double Threshold,
    TimeSpan Window,
    TimeSpan Frequency
) : AlertRule(Name, "GreaterThanOrEqual", Threshold, Window, Frequency)
{
    public override double Quiet => Threshold - 1;

    public override double Loud => Threshold;

    protected override double? Measure(Telemetry telemetry) =>
        telemetry
            .Availability(Window)
            .Where(result =>
                result.Status != Status || !result.Body.Contains(Content, StringComparison.OrdinalIgnoreCase)
            )
            .Select(result => result.Location)
            .Distinct(StringComparer.Ordinal)
            .Count();
}
