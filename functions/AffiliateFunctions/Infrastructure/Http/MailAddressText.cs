using System.Net.Mail;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Checks e-mail addresses that callers send.</summary>
public static class MailAddressText
{
    /// <summary>
    /// Whether the text is one plain address of at most 254 characters (RFC 5321, section 4.5.3.1) with a dot in its
    /// domain and without characters that nobody sees.
    /// </summary>
    public static bool Fits(string? text) =>
        text is { Length: > 0 and <= 254 }
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal)
        && !LineText.HasInvisible(text)
        && !text.Any(char.IsWhiteSpace);

    /// <summary>
    /// Whether the text is such an address to which e-mails can be delivered: its name before the @ is ASCII. The domain
    /// can have any letters, because DNS has an ASCII form of it. A name of other letters needs SMTPUTF8 at every
    /// server on the way (RFC 6531), which SendGrid does not document.
    /// </summary>
    public static bool CanReceive(string? text) => Fits(text) && Ascii.IsValid(text.AsSpan(0, text!.LastIndexOf('@')));
}
