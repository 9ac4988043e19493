namespace Affiliate.Domain.Addresses;

/// <summary>
/// The mailbox that an e-mail address delivers to. Two addresses are the same if they deliver to the same mailbox.
/// Letter case and Unicode form (KC) are ignored. A domain is the same in its own script and in punycode. A label after
/// a plus sign is ignored (RFC 5233). Gmail ignores dots, and googlemail.com is another name of gmail.com
/// (https://support.google.com/mail/answer/7436150).
/// </summary>
public static class Mailbox
{
    private const string Gmail = "gmail.com";

    /// <summary>
    /// Returns the canonical address of the mailbox, or the text in lower case if it is not an address.
    /// </summary>
    /// <param name="email">An e-mail address.</param>
    public static string Of(string email)
    {
        var address = CompatibilityForm.Of(CompatibilityForm.Of(email.Trim()).ToLowerInvariant());
        var at = address.LastIndexOf('@');
        if (at < 1)
        {
            return address;
        }

        var (name, domain) = (Unquoted(address[..at]), address[(at + 1)..]);
        domain = AsciiHost.Of(domain) ?? domain;
        var label = name.IndexOf('+', StringComparison.Ordinal);
        name = label > 0 ? name[..label] : name;
        return domain is Gmail or "googlemail.com"
            ? $"{name.Replace(".", string.Empty, StringComparison.Ordinal)}@{Gmail}"
            : $"{name}@{domain}";
    }

    /// <summary>Whether both addresses deliver to the same mailbox.</summary>
    public static bool AreSame(string? email, string? other) =>
        email is not null && other is not null && MayBeSame(email, other) && Of(email) == Of(other);

    // Addresses of the same mailbox start with the same letter.
    private static bool MayBeSame(string email, string other) =>
        email.Length == 0
        || other.Length == 0
        || !char.IsAsciiLetterOrDigit(email[0])
        || !char.IsAsciiLetterOrDigit(other[0])
        || char.ToLowerInvariant(email[0]) == char.ToLowerInvariant(other[0]);

    // Quotes around a name that does not need them have no meaning (RFC 5321, section 4.1.2).
    private static string Unquoted(string name) =>
        name is ['"', _, .., '"'] ? name[1..^1].Replace("\\", string.Empty, StringComparison.Ordinal) : name;
}
