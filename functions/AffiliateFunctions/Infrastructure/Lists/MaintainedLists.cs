using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Lists;

/// <summary>
/// Lists that third parties maintain, at the versions in the lock file of this folder. The build restores them from npm
/// and embeds their data.
/// </summary>
internal static class MaintainedLists
{
    /// <summary>Patterns of the user agents of bots, MIT: https://github.com/monperrus/crawler-user-agents.</summary>
    public const string Crawlers = "crawler-user-agents.json";

    /// <summary>
    /// Domains of disposable e-mail addresses, MIT: https://github.com/ivolo/disposable-email-domains.
    /// </summary>
    public const string DisposableDomains = "disposable-domains.json";

    /// <summary>Domains whose subdomains are all disposable as well, from the same package.</summary>
    public const string DisposableWildcards = "disposable-wildcards.json";

    /// <summary>Reads a list.</summary>
    public static T Read<T>(string name)
    {
        using var stream = Open(name);
        return JsonSerializer.Deserialize<T>(stream) ?? throw new InvalidDataException($"The list '{name}' is empty.");
    }

    private static Stream Open(string name) =>
        typeof(MaintainedLists).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The list '{name}' is not embedded.");
}
