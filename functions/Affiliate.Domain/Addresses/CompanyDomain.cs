namespace Affiliate.Domain.Addresses;

/// <summary>
/// The domain that a company registered for its hosts and e-mail addresses. Two hosts belong to the same company if
/// this domain is the same. A free-mail domain belongs to no company, and neither does a public suffix such as
/// <c>co.uk</c>.
/// </summary>
public static class CompanyDomain
{
    /// <summary>
    /// Returns the company's domain in lower-case ASCII. Returns null when the text is not a host, or the host belongs
    /// to no company.
    /// </summary>
    /// <param name="host">A host name or the domain of an e-mail address, in any letter case and script.</param>
    public static string? Of(string? host) =>
        AsciiHost.Of(host) is { } ascii && RegistrableDomain.Of(ascii) is { } domain && !EmailDomains.IsFreeMail(domain)
            ? domain
            : null;

    /// <summary>Returns the domain of the company that an e-mail address belongs to, or null.</summary>
    /// <param name="email">An e-mail address.</param>
    public static string? OfEmail(string? email) => Of(EmailDomains.Of(email));

    /// <summary>Whether both hosts belong to the same company.</summary>
    public static bool AreSame(string? host, string? other) =>
        MayBeSame(host, other) && Of(host) is { } company && company == Of(other);

    // The domains of two companies nearly always differ before their last dot. The list of suffixes is needed only when
    // they do not.
    private static bool MayBeSame(string? host, string? other)
    {
        if (string.IsNullOrWhiteSpace(host) || string.IsNullOrWhiteSpace(other) || !IsPlain(host) || !IsPlain(other))
        {
            return !string.IsNullOrWhiteSpace(host) && !string.IsNullOrWhiteSpace(other);
        }

        var common = 0;
        while (
            common < Math.Min(host.Length, other.Length)
            && char.ToLowerInvariant(host[^(common + 1)]) == char.ToLowerInvariant(other[^(common + 1)])
        )
        {
            common++;
        }

        return host.AsSpan(host.Length - common).LastIndexOf('.') > 0;
    }

    private static bool IsPlain(string host) => System.Text.Ascii.IsValid(host) && char.IsAsciiLetterOrDigit(host[^1]);
}
