namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// An example of a function's request body, for the OpenAPI document. A test reads each example as the function does.
/// </summary>
/// <param name="text">The body: JSON, or the text of a file.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestExampleAttribute(string text) : Attribute
{
    /// <summary>The body.</summary>
    public string Text { get; } = text;
}
