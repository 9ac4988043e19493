using AffiliateFunctions.Tests.Deployment.Alerts.Kql;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// What Azure Monitor has of the app at a time: the tables of Application Insights
/// (https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete), the metrics of the storage account, and
/// the results of the availability test.
/// </summary>
internal sealed class Telemetry(DateTimeOffset start)
{
    private readonly Dictionary<string, List<Dictionary<string, object?>>> tables = new(StringComparer.Ordinal)
    {
        ["traces"] = [],
        ["requests"] = [],
        ["customMetrics"] = [],
    };

    private readonly List<StorageMetric> storage = [];
    private readonly List<AvailabilityResult> availability = [];

    /// <summary>When rows are added.</summary>
    public DateTimeOffset Now { get; set; } = start;

    /// <summary>Adds a log entry.</summary>
    public void AddTrace(string message, params (string Key, string Value)[] dimensions) =>
        Add("traces", ("message", message), ("itemCount", 1L), ("customDimensions", Bag(dimensions)));

    /// <summary>Adds a run of a function; <c>resultCode</c> is the status of a response, and 0 without one.</summary>
    public void AddRequest(string function, bool isSuccess, int resultCode = 0) =>
        Add("requests", ("name", function), ("success", isSuccess), ("resultCode", $"{resultCode}"), ("itemCount", 1L));

    /// <summary>Adds what the app measured since the last export.</summary>
    public void AddMetric(string name, IReadOnlyCollection<double> values, (string Key, string Value)[] dimensions) =>
        Add(
            "customMetrics",
            ("name", name),
            ("valueSum", values.Sum()),
            ("valueCount", (long)values.Count),
            ("valueMax", values.Max()),
            ("customDimensions", Bag(dimensions))
        );

    /// <summary>Adds a value of a metric of the storage account.</summary>
    public void AddStorageMetric(string metric, double value, string? responseType = null) =>
        storage.Add(new StorageMetric(Now, metric, value, responseType));

    /// <summary>Adds the response that a location of the availability test got.</summary>
    public void AddAvailability(string location, int status, string body) =>
        availability.Add(new AvailabilityResult(Now, location, status, body));

    /// <summary>A table as a rule sees it that is evaluated now.</summary>
    public KqlTable Table(string name, TimeSpan window) =>
        tables.TryGetValue(name, out var rows)
            ? new KqlTable([.. rows.Where(row => IsWithin((DateTimeOffset)row["timestamp"]!, window))])
            : throw new NotSupportedException($"The table '{name}' is not known.");

    /// <summary>The metrics of storage as a rule sees them that is evaluated now.</summary>
    public IEnumerable<StorageMetric> Storage(TimeSpan window) => storage.Where(value => IsWithin(value.At, window));

    /// <summary>The results of the availability test as a rule sees them that is evaluated now.</summary>
    public IEnumerable<AvailabilityResult> Availability(TimeSpan window) =>
        availability.Where(result => IsWithin(result.At, window));

    private bool IsWithin(DateTimeOffset at, TimeSpan window) => at >= Now - window && at < Now;

    // Log entries come from several threads.
    private void Add(string table, params IReadOnlyList<(string Name, object Value)> columns)
    {
        var row = columns.ToDictionary(column => column.Name, column => (object?)column.Value, StringComparer.Ordinal);
        row["timestamp"] = Now;
        lock (tables)
        {
            tables[table].Add(row);
        }
    }

    private static Dictionary<string, string> Bag((string Key, string Value)[] dimensions) =>
        dimensions.ToDictionary(dimension => dimension.Key, dimension => dimension.Value, StringComparer.Ordinal);
}

/// <summary>
/// A value of a metric of the storage account
/// (https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics).
/// </summary>
internal sealed record StorageMetric(DateTimeOffset At, string Name, double Value, string? ResponseType);

/// <summary>A response that a location of the availability test got.</summary>
internal sealed record AvailabilityResult(DateTimeOffset At, string Location, int Status, string Body);
