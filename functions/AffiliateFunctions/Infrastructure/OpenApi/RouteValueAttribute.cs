namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>Describes a value of a function's route for the OpenAPI document.</summary>
/// <param name="type">The type that the text is read as. The schema is made from it.</param>
/// <param name="description">The meaning of the value.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class RouteValueAttribute(Type type, string? description) : Attribute
{
    /// <summary>The type that the text is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>The meaning of the value; null if the type's own description is used.</summary>
    public string? Description { get; } = description;
}

/// <inheritdoc cref="RouteValueAttribute"/>
/// <typeparam name="T">The type that the text is read as.</typeparam>
/// <param name="description">The meaning of the value.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RouteValueAttribute<T>(string? description = null) : RouteValueAttribute(typeof(T), description);
