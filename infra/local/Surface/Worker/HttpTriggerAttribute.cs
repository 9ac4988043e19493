using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function for an HTTP request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Answers every method with a function key.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>Answers these methods with a function key.</summary>
    /// <param name="methods">The methods; none means every method.</param>
    public HttpTriggerAttribute(params string[] methods)
        : this(AuthorizationLevel.Function, methods)
    {
    }

    /// <summary>Answers every method.</summary>
    /// <param name="authLevel">Which key a request needs.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>Answers these methods.</summary>
    /// <param name="authLevel">Which key a request needs.</param>
    /// <param name="methods">The methods; none means every method.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template below the prefix of host.json; the function's name when absent.</summary>
    public string? Route { get; set; }

    /// <summary>The methods that are answered; null or empty means every method.</summary>
    public string[]? Methods { get; }

    /// <summary>Which key a request needs.</summary>
    public AuthorizationLevel AuthLevel { get; }
}

/// <summary>Which key a request needs to reach a function.</summary>
public enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user; the platform does not offer it at present.</summary>
    User = 1,

    /// <summary>A function key or a host key.</summary>
    Function = 2,

    /// <summary>A system key of an extension, or the master key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
