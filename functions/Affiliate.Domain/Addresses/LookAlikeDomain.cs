using System.Globalization;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// Finds domains that imitate others: by characters that look alike, or by one letter that is added, left out, changed
/// or swapped with its neighbour.
/// </summary>
public static class LookAlikeDomain
{
    // Short names have many honest neighbours, such as hey.com and key.com.
    private const int MinNameLength = 5;

    private static readonly IdnMapping Idn = new();

    // Providers with many users whose names are long enough to have no honest neighbours.
    private static readonly string[] Providers =
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "protonmail.com",
        "fastmail.com",
        "yandex.com",
        "freenet.de",
        "t-online.de",
        "laposte.net",
        "libero.it",
        "orange.fr",
    ];

    /// <summary>Returns the well-known mailbox provider that the domain imitates, or null.</summary>
    /// <param name="host">A host, in any letter case and script.</param>
    public static string? ProviderImitatedBy(string? host) =>
        Array.Find(Providers, provider => Imitates(host, provider));

    /// <summary>
    /// Whether the first host's domain imitates the second one's. A host of the same domain imitates nothing, and
    /// neither does another well-known provider of mailboxes.
    /// </summary>
    /// <param name="host">A host, in any letter case and script.</param>
    /// <param name="original">The host that may be imitated.</param>
    public static bool Imitates(string? host, string? original)
    {
        if (DomainOf(host) is not { } domain || DomainOf(original) is not { } other)
        {
            return false;
        }

        if (domain == other || EmailDomains.IsFreeMail(domain))
        {
            return false;
        }

        var (seen, meant) = (Displayed(domain), Displayed(other));
        return ConfusableText.SkeletonOf(seen) == ConfusableText.SkeletonOf(meant)
            || (NameOf(meant).Length >= MinNameLength && AreNeighbours(seen, meant));
    }

    /// <summary>Returns the host as browsers display it: in its own script instead of punycode.</summary>
    /// <param name="host">A host name in lower-case ASCII.</param>
    public static string Displayed(string host)
    {
        try
        {
            return Idn.GetUnicode(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return host;
        }
    }

    // A host without a registrable domain, such as localhost, imitates nobody.
    private static string? DomainOf(string? host) =>
        AsciiHost.Of(host) is { } ascii ? RegistrableDomain.Of(ascii) : null;

    private static string NameOf(string domain) => domain[..domain.IndexOf('.', StringComparison.Ordinal)];

    // Whether the optimal string alignment distance is 1: an insertion, a deletion, a substitution or a swap of
    // neighbours (F. Damerau, "A technique for computer detection and correction of spelling errors", 1964).
    private static bool AreNeighbours(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        var start = 0;
        while (start < shorter.Length && shorter[start] == longer[start])
        {
            start++;
        }

        var rest = shorter.AsSpan(start);
        var longerRest = longer.AsSpan(start);
        return (longer.Length - shorter.Length) switch
        {
            0 => rest.Length > 0
                && (
                    rest[1..].SequenceEqual(longerRest[1..])
                    || (
                        rest.Length > 1
                        && rest[0] == longerRest[1]
                        && rest[1] == longerRest[0]
                        && rest[2..].SequenceEqual(longerRest[2..])
                    )
                ),
            1 => rest.SequenceEqual(longerRest[1..]),
            _ => false,
        };
    }
}
