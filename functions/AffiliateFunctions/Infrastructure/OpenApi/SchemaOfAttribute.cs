namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Says what JSON a member or a converter reads and writes, where its own type does not say so.</summary>
/// <param name="types">The types, any one of which it is.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class SchemaOfAttribute(params Type[] types) : Attribute
{
    /// <summary>The types, any one of which it is.</summary>
    public IReadOnlyList<Type> Types { get; } = types;
}
