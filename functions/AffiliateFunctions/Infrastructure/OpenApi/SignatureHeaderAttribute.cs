namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names a header whose signature authorises a request in place of a key; any one of several suffices.
/// </summary>
/// <param name="scheme">The name of the scheme in the OpenAPI document.</param>
/// <param name="header">The header.</param>
/// <param name="description">Who signs, and where the sender documents how.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SignatureHeaderAttribute(string scheme, string header, string description) : Attribute
{
    /// <summary>The name of the scheme in the OpenAPI document.</summary>
    public string Scheme { get; } = scheme;

    /// <summary>The header.</summary>
    public string Header { get; } = header;

    /// <summary>Who signs, and where the sender documents how.</summary>
    public string Description { get; } = description;
}
