using System.Reflection;
using System.Text.RegularExpressions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>An HTTP-triggered function and the metadata in its attributes.</summary>
/// <param name="Name">The name of the function.</param>
/// <param name="Method">The method of the function.</param>
/// <param name="Trigger">The trigger, with route, methods and access level.</param>
internal sealed partial record HttpFunction(string Name, MethodInfo Method, HttpTriggerAttribute Trigger)
{
    /// <summary>
    /// The route of the root. The platform's host replaces an empty route by the function's name, and the worker does
    /// not start with the route <c>/</c>, because it puts the prefix and a slash before. A parameter that must be empty
    /// and can be left out matches the root alone (https://github.com/Azure/Azure-Functions/issues/2473).
    /// </summary>
    public const string RootRoute = "{nothing:maxlength(0)?}";

    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The path of the route, with its parameters in braces.</summary>
    public string Path => IsRoot ? "/" : "/" + RouteParameter().Replace(Trigger.Route!, "{${name}}");

    /// <summary>Whether the function needs a key.</summary>
    public bool NeedsKey => Trigger.AuthLevel is AuthorizationLevel.Function or AuthorizationLevel.Admin;

    /// <summary>The names of the route's parameters, in order.</summary>
    public IEnumerable<string> RouteParameters =>
        IsRoot ? [] : RouteParameter().Matches(Trigger.Route!).Select(match => match.Groups["name"].Value);

    private bool IsRoot => Trigger.Route == RootRoute;

    /// <summary>The query parameters that the function reads.</summary>
    public IEnumerable<QueryParameterAttribute> QueryParameters =>
        Method
            .GetCustomAttributes<QueryParameterAttribute>()
            .Concat(Method.GetCustomAttribute<PagedAttribute>() is null ? [] : PagedAttribute.Parameters);

    /// <summary>The request headers that the function reads.</summary>
    public IEnumerable<HeaderParameterAttribute> HeaderParameters =>
        Method.GetCustomAttributes<HeaderParameterAttribute>();

    /// <summary>The headers whose signatures authorise requests.</summary>
    public IEnumerable<SignatureHeaderAttribute> SignatureHeaders =>
        Method.GetCustomAttributes<SignatureHeaderAttribute>();

    /// <summary>Returns the HTTP functions of an assembly, sorted by path.</summary>
    public static IReadOnlyList<HttpFunction> All(Assembly assembly) =>
        [
            .. assembly
                .GetTypes()
                .SelectMany(type => type.GetMethods(Methods))
                .Select(Find)
                .OfType<HttpFunction>()
                .OrderBy(function => function.Path, StringComparer.Ordinal)
                .ThenBy(function => function.Name, StringComparer.Ordinal),
        ];

    /// <summary>Returns the HTTP function of a method, or null if the method is not an HTTP function.</summary>
    public static HttpFunction? Find(MethodInfo method) =>
        method.GetCustomAttribute<FunctionAttribute>() is { } function
        && FunctionMethod.HttpTriggerOf(method) is { } trigger
            ? new HttpFunction(function.Name, method, trigger)
            : null;

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex RouteParameter();
}
