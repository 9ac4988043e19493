namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names the statuses of the problems (RFC 9457) that a function answers by itself. Those of every function are
/// added by the reader: 400 and 401 of routes with a key, 429 of open routes, 500 and 503.
/// </summary>
/// <param name="statuses">The statuses.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProducesProblemsAttribute(params int[] statuses) : Attribute
{
    /// <summary>The statuses.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;
}
