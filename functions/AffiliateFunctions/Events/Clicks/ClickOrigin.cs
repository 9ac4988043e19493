using Affiliate.Domain.Attribution;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Writes the origin of a click into its id: after the partner a hyphen, the code of the link, and after <c>S</c> the
/// sub-id. Codes are in lower case, so capitals mark what an id may not contain: <c>D</c> is a dot, <c>U</c> an
/// underscore. The id then consists of letters, digits, hyphens and underscores, as Stripe requires of a
/// client_reference_id (https://docs.stripe.com/payment-links/url-parameters).
/// </summary>
internal static class ClickOrigin
{
    private const char Begin = '-';
    private const char Sub = 'S';

    /// <summary>Returns the part of the id; empty without an origin.</summary>
    public static string Of(LinkOrigin? origin) =>
        origin is null or { IsNone: true } ? string.Empty
        : origin.SubId is null ? $"{Begin}{Written(origin.Link)}"
        : $"{Begin}{Written(origin.Link)}{Sub}{origin.SubId}";

    /// <summary>Returns the partner and the origin of the part of the id between the time and the signature.</summary>
    public static (string Partner, LinkOrigin? Origin) Split(string text)
    {
        var begin = text.IndexOf(Begin);
        if (begin < 0)
        {
            return (text, null);
        }

        var (code, sub) = (text[(begin + 1)..], (string?)null);
        var end = code.IndexOf(Sub);
        if (end >= 0)
        {
            (code, sub) = (code[..end], code[(end + 1)..]);
        }

        return (text[..begin], new LinkOrigin(code.Length == 0 ? null : Read(code), sub));
    }

    private static string? Written(string? code) => code?.Replace('.', 'D').Replace('_', 'U');

    private static string Read(string code) => code.Replace('D', '.').Replace('U', '_');
}
