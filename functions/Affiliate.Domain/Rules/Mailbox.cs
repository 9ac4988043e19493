using System.Globalization;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The mailbox that an e-mail address leads to. Letter case does not count, and what follows a plus sign is a label (RFC 5233). At Gmail
/// dots make no difference, and googlemail.com is another name of it (https://support.google.com/mail/answer/7436150).
/// </summary>
public static class Mailbox
{
    private static readonly IdnMapping Idn = new();

    /// <summary>One address of the mailbox, the same for all of its addresses; the text in lower case where it is no address.</summary>
    /// <param name="email">An address.</param>
    public static string Of(string email)
    {
        var address = email.Trim().ToLowerInvariant();
        var at = address.LastIndexOf('@');
        if (at < 1)
        {
            return address;
        }

        var (name, domain) = (address[..at], Ascii(address[(at + 1)..]));
        var label = name.IndexOf('+', StringComparison.Ordinal);
        name = label > 0 ? name[..label] : name;
        return domain is "gmail.com" or "googlemail.com" ? $"{name.Replace(".", string.Empty, StringComparison.Ordinal)}@gmail.com" : $"{name}@{domain}";
    }

    // What is no name of a host leads nowhere, but two of one spelling still to the same.
    private static string Ascii(string domain)
    {
        try
        {
            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
