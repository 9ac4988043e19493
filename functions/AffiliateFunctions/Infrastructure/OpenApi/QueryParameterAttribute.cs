namespace AffiliateFunctions.Infrastructure.OpenApi;

/// <summary>
/// Names a query parameter that a function reads. The OpenAPI document lists it; on routes that need a key, parameters
/// without this attribute are refused.
/// </summary>
/// <param name="type">The type that the text is read as; the schema is made from it.</param>
/// <param name="name">The name in the address.</param>
/// <param name="description">What the parameter does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class QueryParameterAttribute(Type type, string name, string description) : Attribute
{
    /// <summary>The type that the text is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>The name in the address.</summary>
    public string Name { get; } = name;

    /// <summary>What the parameter does.</summary>
    public string Description { get; } = description;

    /// <summary>The least number that is taken.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The greatest number that is taken.</summary>
    public int Maximum { get; init; } = int.MaxValue;
}

/// <inheritdoc cref="QueryParameterAttribute"/>
/// <typeparam name="T">The type that the text is read as.</typeparam>
/// <param name="name">The name in the address.</param>
/// <param name="description">What the parameter does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryParameterAttribute<T>(string name, string description)
    : QueryParameterAttribute(typeof(T), name, description);
