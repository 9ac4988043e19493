namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Names a request header that a function reads. The OpenAPI document lists it.</summary>
/// <param name="name">The name of the header.</param>
/// <param name="description">The effect of the header.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HeaderParameterAttribute(string name, string description) : Attribute
{
    /// <summary>The name of the header.</summary>
    public string Name { get; } = name;

    /// <summary>The effect of the header.</summary>
    public string Description { get; } = description;
}
