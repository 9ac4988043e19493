using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure.Settings;

/// <summary>A section of the configuration and the class of its settings.</summary>
/// <param name="Name">The section, with colons.</param>
/// <param name="Type">The class.</param>
internal sealed record DeclaredSection(string Name, Type Type);

/// <summary>
/// Logs a warning at start for each setting in a section of the app that no class has. A misspelled name would be ignored
/// without it.
/// </summary>
internal sealed partial class WarnOfUnknownSettings(
    IConfiguration configuration,
    IEnumerable<DeclaredSection> declared,
    ILogger<WarnOfUnknownSettings> logger
) : IHostedService
{
    private readonly List<DeclaredSection> sections = [.. declared];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in UnknownNames())
        {
            LogUnknown(logger, name.Replace(":", "__", StringComparison.Ordinal));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The unknown settings, with colons.</summary>
    internal IEnumerable<string> UnknownNames() =>
        sections
            .SelectMany(section => Prefixes(section.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(section => configuration.GetSection(section).GetChildren())
            .Select(child => child.Path)
            .Where(path => !IsSetting(path) && !IsPartOfSection(path))
            .Order(StringComparer.Ordinal);

    private bool IsSetting(string path) =>
        sections.Any(section =>
            section.Type.GetProperties().Any(property => IsSame($"{section.Name}:{property.Name}", path))
        );

    private bool IsPartOfSection(string path) =>
        sections.SelectMany(section => Prefixes(section.Name)).Any(prefix => IsSame(prefix, path));

    // Payouts:PayPal is a section, and so is Payouts, whose only children are sections.
    private static IEnumerable<string> Prefixes(string section)
    {
        for (var end = section.IndexOf(':', StringComparison.Ordinal); end >= 0; end = section.IndexOf(':', end + 1))
        {
            yield return section[..end];
        }

        yield return section;
    }

    private static bool IsSame(string first, string second) => first.Equals(second, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The setting {Name} is unknown and has no effect: see the table of settings in the README"
    )]
    private static partial void LogUnknown(ILogger logger, string name);
}
