namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Describes a value of a function's route for the OpenAPI document.</summary>
/// <param name="type">The type that the text is read as; the schema is made from it.</param>
/// <param name="description">What the value means.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class RouteValueAttribute(Type type, string? description) : Attribute
{
    /// <summary>The type that the text is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>What the value means; null where the type's own description says it.</summary>
    public string? Description { get; } = description;
}

/// <inheritdoc cref="RouteValueAttribute"/>
/// <typeparam name="T">The type that the text is read as.</typeparam>
/// <param name="description">What the value means.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RouteValueAttribute<T>(string? description = null) : RouteValueAttribute(typeof(T), description);
