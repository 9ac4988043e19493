namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names the problem statuses (RFC 9457) that a function itself returns. The reader adds the statuses that are common
/// to functions: 400 and 401 for routes with a key, 429 for open routes, 500 and 503.
/// </summary>
/// <param name="statuses">The statuses.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProducesProblemsAttribute(params int[] statuses) : Attribute
{
    /// <summary>The statuses.</summary>
    public IReadOnlyList<int> Statuses { get; } = statuses;
}
