using System.Net.Mail;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Checks e-mail addresses that callers send. <see cref="Fits"/> is for addresses that are only stored and compared, such as
/// those of customers, which sales systems send as they are. <see cref="IsMailable"/> is for people to whom the app writes.
/// </summary>
public static class MailAddressText
{
    /// <summary>The error message for an address that has the form of one, and is not mailable.</summary>
    public const string NotMailable =
        "Mail servers refuse this e-mail address: write at most 64 ASCII characters before the @, no dot beside another "
        + "dot or the @, and the name of a domain instead of an IP address.";

    private const int LongestLocalPart = 64;

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
    /// Whether the text fits and mail servers accept it as an address: the local part has at most 64 characters (RFC 5321,
    /// section 4.5.3.1.1) and, unless it is quoted, no dot at its beginning or end and no two dots in a row (Dot-string in
    /// section 4.1.2); the domain is a name and no address literal (section 4.1.3). <see cref="MailAddress"/> accepts more
    /// for compatibility. The domain can have any letters, because DNS has an ASCII form of it; other letters before the @
    /// need SMTPUTF8 at every server on the way (RFC 6531), which SendGrid does not document.
    /// </summary>
    public static bool IsMailable(string? text)
    {
        if (!Fits(text))
        {
            return false;
        }

        var at = text!.LastIndexOf('@');
        var (local, domain) = (text[..at], text[(at + 1)..]);
        return local.Length <= LongestLocalPart
            && Ascii.IsValid(local)
            && (local.StartsWith('"') || HasDotsBetweenLetters(local))
            && !domain.StartsWith('[')
            && HasDotsBetweenLetters(domain);
    }

    private static bool HasDotsBetweenLetters(string text) => text.Split('.').All(part => part.Length > 0);
}
