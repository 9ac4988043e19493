namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Names the JSON types that a member or a converter reads and writes, where its .NET type does not.</summary>
/// <param name="types">The types. A value has any one of them.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class SchemaOfAttribute(params Type[] types) : Attribute
{
    /// <summary>The types. A value has any one of them.</summary>
    public IReadOnlyList<Type> Types { get; } = types;
}
