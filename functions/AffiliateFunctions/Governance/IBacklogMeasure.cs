namespace AffiliateFunctions.Governance;

/// <summary>Measures what waits in a feature for a person or for the app.</summary>
public interface IBacklogMeasure
{
    /// <summary>Records the feature's gauges. Runs every hour while metrics are exported.</summary>
    Task MeasureAsync(CancellationToken cancellationToken);
}
