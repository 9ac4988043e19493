using Microsoft.AspNetCore.Routing;

namespace LocalHost.Http;

/// <summary>The supported route constraints: those of ASP.NET Core, as on the platform.</summary>
internal static class RouteConstraints
{
    private static readonly IDictionary<string, Type> Known = new RouteOptions().ConstraintMap;

    /// <summary>Whether a constraint such as <c>int</c> or <c>length(3)</c> is known.</summary>
    /// <param name="constraint">The constraint as it stands in a template.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsKnown(string constraint) => Known.ContainsKey(constraint.Split('(')[0]);
}
