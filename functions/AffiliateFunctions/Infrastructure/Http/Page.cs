namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Data">The items of this page.</param>
/// <param name="NextCursor">The value to send as <c>cursor</c> for the next page; null on the last page.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Data,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never
    )]
        string? NextCursor
);
