using Affiliate.Domain.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// The stored data of a visit to a link. For a visitor who has declined consent, the network, the browser and the
/// referrer are not stored.
/// </summary>
/// <param name="At">When the visit occurred.</param>
/// <param name="Url">The destination of the link.</param>
/// <param name="Referrer">The previous page.</param>
/// <param name="UserAgent">The user agent of the browser.</param>
/// <param name="Network">The pseudonym of the visitor's network on that day.</param>
/// <param name="Country">The visitor's country, as a front end reports it.</param>
/// <param name="Consent">Whether the visitor consents to being recognised; null if unknown.</param>
public sealed record Visit(
    DateTimeOffset At,
    string? Url,
    string? Referrer,
    string? UserAgent,
    string? Network,
    string? Country,
    bool? Consent
)
{
    /// <summary>
    /// The parameter by which a site reports that its visitor has consented (<c>1</c>) or has not (<c>0</c>).
    /// </summary>
    public const string ConsentParameter = "consent";

    private const int MaxText = 500;
    private const int MaxAddress = 2000;

    // Global Privacy Control (https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests).
    private const string PrivacyHeader = "Sec-GPC";

    // Headers by which browsers announce that they fetch a page before a visit
    // (https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header).
    private static readonly string[] PurposeHeaders = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Ahead = ["prefetch", "prerender", "preview"];

    /// <summary>Whether the request is a visit. A HEAD request, or a prefetch before a visit, is not counted.</summary>
    public static bool IsVisit(HttpRequest request) => HttpMethods.IsGet(request.Method) && !IsAhead(request.Headers);

    /// <summary>Reads a visit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The current time.</param>
    /// <param name="address">The destination of the link.</param>
    /// <param name="network">The pseudonym of the visitor's network, or null.</param>
    /// <param name="countryHeader">The header in which a front end reports the visitor's country, or null.</param>
    public static Visit Of(
        HttpRequest request,
        DateTimeOffset now,
        string address,
        string? network,
        string? countryHeader
    )
    {
        var consent = ConsentOf(request);
        var country =
            countryHeader is not null && CountryCode.TryParse(request.Headers[countryHeader], out var code)
                ? code.Value
                : null;
        var url = Shortened(address, MaxAddress);
        return consent == false
            ? new Visit(now, url, Referrer: null, UserAgent: null, Network: null, country, consent)
            : new Visit(
                now,
                url,
                Shortened(request.Headers.Referer, MaxText),
                Shortened(request.Headers.UserAgent, MaxText),
                network,
                country,
                consent
            );
    }

    private static bool IsAhead(IHeaderDictionary headers)
    {
        foreach (var name in PurposeHeaders)
        {
            if (
                headers.TryGetValue(name, out var purpose)
                && Ahead.Any(word => purpose.ToString().StartsWith(word, StringComparison.OrdinalIgnoreCase))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool? ConsentOf(HttpRequest request) =>
        request.Query[ConsentParameter] == "0" || request.Headers[PrivacyHeader] == "1" ? false
        : request.Query[ConsentParameter] == "1" ? true
        : null;

    private static string? Shortened(string? text, int most) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length <= most ? text
        : text[..most];
}
