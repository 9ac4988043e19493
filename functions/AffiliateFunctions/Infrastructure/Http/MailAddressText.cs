using System.Net.Mail;

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
}
