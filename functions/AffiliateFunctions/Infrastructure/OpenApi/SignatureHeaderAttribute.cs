namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names a header whose signature authorises a request instead of a key. If a function has several, any one of them is
/// enough.
/// </summary>
/// <param name="scheme">The name of the scheme in the OpenAPI document.</param>
/// <param name="header">The header.</param>
/// <param name="description">The signer, and a link to the sender's documentation of the signature.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SignatureHeaderAttribute(string scheme, string header, string description) : Attribute
{
    /// <summary>The name of the scheme in the OpenAPI document.</summary>
    public string Scheme { get; } = scheme;

    /// <summary>The header.</summary>
    public string Header { get; } = header;

    /// <summary>The signer, and a link to the sender's documentation of the signature.</summary>
    public string Description { get; } = description;
}
