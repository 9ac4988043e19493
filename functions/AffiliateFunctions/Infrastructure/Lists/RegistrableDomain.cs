using System.Globalization;

namespace AffiliateFunctions.Infrastructure.Lists;

/// <summary>
/// The part of a host name that somebody registered, such as <c>example.co.uk</c> of <c>mail.example.co.uk</c>: the longest public suffix,
/// and the label before it (https://github.com/publicsuffix/list/wiki/Format#algorithm).
/// </summary>
internal static class RegistrableDomain
{
    private const char Exception = '!';
    private const string Wildcard = "*.";

    private static readonly IdnMapping Idn = new();
    private static readonly Lazy<HashSet<string>> Rules = new(() => [.. MaintainedLists.ReadScript(MaintainedLists.PublicSuffixes).Select(Ascii)]);

    /// <summary>The registrable domain; null for a host that is a public suffix itself, under which others register.</summary>
    /// <param name="host">A host name in lower case and its ASCII form.</param>
    public static string? Of(string host)
    {
        var labels = host.Split('.');
        var suffix = SuffixLength(labels);
        return labels.Length > suffix ? string.Join('.', labels[^(suffix + 1)..]) : null;
    }

    /// <summary>Whether the text is the name of a host below a public suffix that is listed, such as <c>example.com</c>.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsRegistered(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(text) != UriHostNameType.Dns)
        {
            return false;
        }

        var host = new UriBuilder(Uri.UriSchemeHttps, text).Uri.IdnHost.ToLowerInvariant();
        return Rules.Value.Contains(host[(host.LastIndexOf('.') + 1)..]) && Of(host) is not null;
    }

    // The rule with the most labels counts; one that is an exception counts before all, and one label less. A name under no rule has the top label.
    private static int SuffixLength(string[] labels)
    {
        for (var first = 0; first < labels.Length; first++)
        {
            var name = string.Join('.', labels[first..]);
            if (Rules.Value.Contains(Exception + name))
            {
                return labels.Length - first - 1;
            }

            if (Rules.Value.Contains(name) || (first + 1 < labels.Length && Rules.Value.Contains(Wildcard + name[(labels[first].Length + 1)..])))
            {
                return labels.Length - first;
            }
        }

        return 1;
    }

    private static string Ascii(string rule) => rule switch
    {
        [Exception, ..] => Exception + Ascii(rule[1..]),
        ['*', '.', ..] => Wildcard + Ascii(rule[Wildcard.Length..]),
        _ => rule.All(char.IsAscii) ? rule : Idn.GetAscii(rule),
    };
}
