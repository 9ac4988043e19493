namespace AffiliateFunctions.Tests.Deployment.Alerts.Rules;

/// <summary>An alert rule of infra/azure, as the Bicep files define it.</summary>
internal abstract record AlertRule(string Name, string Operator, double Threshold, TimeSpan Window, TimeSpan Frequency)
{
    /// <summary>The last value that does not fire the alert: that at the threshold.</summary>
    public virtual double Quiet => Threshold;

    /// <summary>The first whole value that fires the alert.</summary>
    public virtual double Loud => Operator == "LessThan" ? Threshold - 1 : Threshold + 1;

    /// <summary>Whether the alert fires when the rule is evaluated now.</summary>
    public bool Fires(Telemetry telemetry) => Measure(telemetry) is { } value && IsBeyond(value);

    /// <summary>What the rule compares with the threshold; null if there is nothing to compare.</summary>
    protected abstract double? Measure(Telemetry telemetry);

    private bool IsBeyond(double value) =>
        Operator switch
        {
            "GreaterThan" => value > Threshold,
            "GreaterThanOrEqual" => value >= Threshold,
            "LessThan" => value < Threshold,
            _ => throw new NotSupportedException($"The operator '{Operator}' of {Name} is not known."),
        };
}
