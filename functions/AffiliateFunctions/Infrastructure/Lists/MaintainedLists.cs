using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Lists;

/// <summary>
/// Lists that others maintain, at the versions of the lock file beside this one. The build restores them from npm and embeds their data.
/// </summary>
internal static class MaintainedLists
{
    /// <summary>Patterns of the user agents of bots, MIT: https://github.com/monperrus/crawler-user-agents.</summary>
    public const string Crawlers = "crawler-user-agents.json";

    /// <summary>Domains of disposable mail addresses, MIT: https://github.com/ivolo/disposable-email-domains.</summary>
    public const string DisposableDomains = "disposable-domains.json";

    /// <summary>Domains whose every subdomain is one of disposable mail addresses too; of the same package.</summary>
    public const string DisposableWildcards = "disposable-wildcards.json";

    /// <summary>The Public Suffix List (https://publicsuffix.org/list/), MPL 2.0, as a script of the package psl, MIT: https://github.com/lupomontero/psl.</summary>
    public const string PublicSuffixes = "public-suffixes.js";

    /// <summary>Reads a list.</summary>
    public static T Read<T>(string name)
    {
        using var stream = Open(name);
        return JsonSerializer.Deserialize<T>(stream) ?? throw new InvalidDataException($"The list '{name}' is empty.");
    }

    /// <summary>Reads a list of texts from a script that only names them.</summary>
    public static string[] ReadScript(string name)
    {
        using var reader = new StreamReader(Open(name));
        var script = reader.ReadToEnd();
        return JsonSerializer.Deserialize<string[]>(script.AsSpan()[script.IndexOf('[', StringComparison.Ordinal)..(script.LastIndexOf(']') + 1)])
            ?? throw new InvalidDataException($"The list '{name}' is empty.");
    }

    private static Stream Open(string name) => typeof(MaintainedLists).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The list '{name}' is not embedded.");
}
