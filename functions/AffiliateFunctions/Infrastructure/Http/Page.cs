namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>One page of a list, as the contract's lists answer.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Data">The items of this page.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> for the next page, or null on the last.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Data,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never
    )]
        string? NextCursor
);
