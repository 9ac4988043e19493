using System.Globalization;
using System.Text.Json;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// The part of a host name that was registered, such as <c>example.co.uk</c> of <c>mail.example.co.uk</c>: the longest
/// public suffix and the label before it (https://github.com/publicsuffix/list/wiki/Format#algorithm). The Public
/// Suffix List (https://publicsuffix.org/list/, MPL 2.0) is part of the package psl (MIT,
/// https://github.com/lupomontero/psl).
/// </summary>
public static class RegistrableDomain
{
    private const string Resource = "public-suffixes.js";
    private const char Exception = '!';
    private const string Wildcard = "*.";

    private static readonly IdnMapping Idn = new();
    private static readonly Lazy<SuffixRules> Rules = new(SuffixRules.Read);

    /// <summary>
    /// Returns the registrable domain. Returns null for a host that is itself a public suffix, under which others
    /// register domains.
    /// </summary>
    /// <param name="host">A host name in lower-case ASCII.</param>
    public static string? Of(string host) => LengthIn(host) is > 0 and var length ? host[^length..] : null;

    /// <summary>Whether the text is a host name below a listed public suffix, such as <c>example.com</c>.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsRegistered(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(text) != UriHostNameType.Dns)
        {
            return false;
        }

        var host = new UriBuilder(Uri.UriSchemeHttps, text).Uri.IdnHost.ToLowerInvariant();
        return Rules.Value.Names.Contains(host[(host.LastIndexOf('.') + 1)..]) && Of(host) is not null;
    }

    // Returns the number of characters at the end of the host that are its registrable domain; 0 if there is none.
    internal static int LengthIn(ReadOnlySpan<char> host)
    {
        var suffix = SuffixLength(host);
        if (suffix >= host.Length)
        {
            return 0;
        }

        var label = host[..^(suffix + 1)];
        return host.Length - (label.LastIndexOf('.') + 1);
    }

    // The longest matching rule applies. An exception rule takes precedence over all others and removes a label.
    // Without a matching rule, the suffix is the top-level label.
    private static int SuffixLength(ReadOnlySpan<char> host)
    {
        var (names, wildcards, exceptions) = Rules.Value.Lookups;
        for (var name = host; ; )
        {
            var dot = name.IndexOf('.');
            if (exceptions.Contains(name))
            {
                return name.Length - dot - 1;
            }

            if (dot < 0 || names.Contains(name) || wildcards.Contains(name[(dot + 1)..]))
            {
                return name.Length;
            }

            name = name[(dot + 1)..];
        }
    }

    private static string Ascii(string name) => name.All(char.IsAscii) ? name : Idn.GetAscii(name);

    private sealed record SuffixRules(HashSet<string> Names, HashSet<string> Wildcards, HashSet<string> Exceptions)
    {
        public Lookup Lookups =>
            new(
                Names.GetAlternateLookup<ReadOnlySpan<char>>(),
                Wildcards.GetAlternateLookup<ReadOnlySpan<char>>(),
                Exceptions.GetAlternateLookup<ReadOnlySpan<char>>()
            );

        // The script contains only the list of rules.
        public static SuffixRules Read()
        {
            using var stream =
                typeof(RegistrableDomain).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"The list '{Resource}' is not embedded.");
            using var reader = new StreamReader(stream);
            var script = reader.ReadToEnd();
            var rules =
                JsonSerializer.Deserialize<string[]>(
                    script.AsSpan()[script.IndexOf('[', StringComparison.Ordinal)..(script.LastIndexOf(']') + 1)]
                ) ?? throw new InvalidDataException($"The list '{Resource}' is empty.");
            return new SuffixRules(
                [
                    .. rules
                        .Where(rule => rule[0] != Exception && !rule.StartsWith(Wildcard, StringComparison.Ordinal))
                        .Select(Ascii),
                ],
                [
                    .. rules
                        .Where(rule => rule.StartsWith(Wildcard, StringComparison.Ordinal))
                        .Select(rule => Ascii(rule[Wildcard.Length..])),
                ],
                [.. rules.Where(rule => rule[0] == Exception).Select(rule => Ascii(rule[1..]))]
            );
        }
    }

    private readonly record struct Lookup(
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Names,
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Wildcards,
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Exceptions
    );
}
