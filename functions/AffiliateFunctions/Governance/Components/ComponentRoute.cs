using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Finds the component of a route.</summary>
internal static class ComponentRoute
{
    private static readonly Dictionary<string, ComponentName> Names = Enum.GetValues<ComponentName>()
        .ToDictionary(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString()), StringComparer.Ordinal);

    public static Result<ComponentName> Read(string component) =>
        Names.TryGetValue(component, out var name)
            ? name
            : Problem.NotFound(
                $"There is no component '{component}'; the components are {string.Join(", ", Names.Keys)}."
            );
}
