namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// States the order of the list that a function returns. The OpenAPI document repeats the statement, and a test holds
/// the responses against the members.
/// </summary>
/// <param name="order">The order in words that complete "The list is sorted by".</param>
/// <param name="members">
/// The members of an item that show the order, the most significant first. Empty if no member shows the order.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SortedByAttribute(string order, params string[] members) : Attribute
{
    /// <summary>The order as a sentence.</summary>
    public string Sentence { get; } = $"The list is sorted by {order}.";

    /// <summary>The members of an item that show the order, the most significant first.</summary>
    public IReadOnlyList<string> Members { get; } = members;

    /// <summary>Whether the highest value comes first.</summary>
    public bool IsDescending { get; init; }
}
