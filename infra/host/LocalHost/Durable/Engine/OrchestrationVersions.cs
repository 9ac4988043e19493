using LocalHost.Hosting;

namespace LocalHost.Durable.Engine;

/// <summary>
/// The versions of orchestrations: a new one has the version of host.json, and an app runs those of its own version and
/// older ones
/// (https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-orchestration-versioning).
/// </summary>
internal sealed class OrchestrationVersions(HostJson host)
{
    /// <summary>
    /// The name of the property by which the worker learns the version of the sub-orchestrations that it starts.
    /// </summary>
    public const string Property = "defaultVersion";

    /// <summary>The version of this app; null for none.</summary>
    public string? Own => host.Extensions.DurableTask.DefaultVersion;

    /// <summary>Returns the version of a new orchestration.</summary>
    /// <param name="requested">The version that the caller requests.</param>
    /// <returns>The requested version, otherwise this app's.</returns>
    public string? OfNew(string? requested) => string.IsNullOrEmpty(requested) ? Own : requested;

    /// <summary>Whether this app runs orchestrations of a version.</summary>
    /// <param name="version">The version.</param>
    /// <returns>Whether it does. An app without a version runs all.</returns>
    public bool Runs(string? version) => string.IsNullOrEmpty(Own) || Compare(version, Own) <= 0;

    // No version is older than any other. Numbers are compared as versions, other names as text.
    private static int Compare(string? left, string right) =>
        string.IsNullOrEmpty(left) ? -1
        : Parse(left) is { } first && Parse(right) is { } second ? first.CompareTo(second)
        : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);

    private static Version? Parse(string version) => Version.TryParse(version, out var parsed) ? parsed : null;
}
