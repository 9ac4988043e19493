namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// An example of a JSON response, for the OpenAPI document. A type that several functions return, alone or in pages,
/// has the example of one record. On a function, the text is the whole example; if the type that it returns has an
/// example, the text has only the members that differ, and null removes a member. A test writes each example as the
/// function does.
/// </summary>
/// <param name="text">The body or its members, as JSON.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ResponseExampleAttribute(string text) : Attribute
{
    /// <summary>The body or its members.</summary>
    public string Text { get; } = text;

    /// <summary>The status that the example is for; 0 for each success status that has none of its own.</summary>
    public int Status { get; init; }
}
