namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names a query parameter that a function reads. The OpenAPI document lists it. Routes that need a key reject
/// parameters without this attribute.
/// </summary>
/// <param name="type">The type that the text is read as. The schema is made from it.</param>
/// <param name="name">The name in the query string.</param>
/// <param name="description">The effect of the parameter.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class QueryParameterAttribute(Type type, string name, string description) : Attribute
{
    /// <summary>The type that the text is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>The name in the query string.</summary>
    public string Name { get; } = name;

    /// <summary>The effect of the parameter.</summary>
    public string Description { get; } = description;

    /// <summary>The lowest accepted number.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The highest accepted number.</summary>
    public int Maximum { get; init; } = int.MaxValue;
}

/// <inheritdoc cref="QueryParameterAttribute"/>
/// <typeparam name="T">The type that the text is read as.</typeparam>
/// <param name="name">The name in the query string.</param>
/// <param name="description">The effect of the parameter.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryParameterAttribute<T>(string name, string description)
    : QueryParameterAttribute(typeof(T), name, description);
