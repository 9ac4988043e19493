using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Workers;

/// <summary>The settings that attributes name.</summary>
internal sealed partial class Settings(IConfiguration configuration)
{
    /// <summary>
    /// Replaces <c>%Name%</c> by the setting of that name (Azure Functions, "Binding expressions: app settings").
    /// </summary>
    /// <param name="text">The text of an attribute.</param>
    /// <param name="expanded">The text with every placeholder filled.</param>
    /// <param name="missing">The first setting that has no value.</param>
    /// <returns>Whether every placeholder has a value.</returns>
    public bool TryExpand(
        string text,
        [NotNullWhen(true)] out string? expanded,
        [NotNullWhen(false)] out string? missing
    )
    {
        string? unknown = null;
        var filled = Placeholder()
            .Replace(
                text,
                match =>
                {
                    if (configuration[Key(match.Groups["name"].Value)] is { Length: > 0 } value)
                    {
                        return value;
                    }

                    unknown ??= match.Groups["name"].Value;
                    return "";
                }
            );
        expanded = unknown is null ? filled : null;
        missing = unknown;
        return unknown is null;
    }

    /// <summary>
    /// Returns the connection string that a binding names. As on the platform, <c>AzureWebJobs{name}</c> has precedence
    /// over <c>{name}</c>, and an empty name means <c>AzureWebJobsStorage</c>.
    /// </summary>
    /// <param name="name">The value of <c>Connection</c>.</param>
    /// <returns>The connection string; null when there is none.</returns>
    public string? ConnectionString(string? name)
    {
        var setting = string.IsNullOrEmpty(name) ? "Storage" : name;
        return Value($"AzureWebJobs{setting}") ?? Value(setting) ?? configuration.GetConnectionString(setting);
    }

    private string? Value(string name) => configuration[Key(name)] is { Length: > 0 } value ? value : null;

    // The environment separates section and name with two underscores.
    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex("%(?<name>[^%]+)%")]
    private static partial Regex Placeholder();
}
