using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>What a request to a link says about the one who follows it.</summary>
internal static class Visit
{
    /// <summary>The parameter by which a site says that its visitor has, or has not, consented: <c>1</c> or <c>0</c>.</summary>
    public const string ConsentParameter = "consent";

    private const int MostText = 500;
    private const int MostAddress = 2000;

    // Global Privacy Control (https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests).
    private const string PrivacyHeader = "Sec-GPC";

    // What browsers say when they fetch a page before anyone asks for it (https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header).
    private static readonly string[] PurposeHeaders = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Ahead = ["prefetch", "prerender", "preview"];

    /// <summary>Whether someone follows the link; looking at it with HEAD, or fetching it ahead of a visit, counts nothing.</summary>
    public static bool IsVisit(HttpRequest request)
        => HttpMethods.IsGet(request.Method)
            && !PurposeHeaders.Any(name => request.Headers[name].ToString() is { Length: > 0 } purpose && Ahead.Any(word => purpose.StartsWith(word, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the visitor consents to being recognised; null where nobody says.</summary>
    public static bool? Consent(HttpRequest request)
        => request.Query[ConsentParameter] == "0" || request.Headers[PrivacyHeader] == "1" ? false
            : request.Query[ConsentParameter] == "1" ? true
            : null;

    /// <summary>The click as an event that has no id yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="code">The code of the link.</param>
    /// <param name="now">The time.</param>
    /// <param name="address">Where the link leads.</param>
    /// <param name="countryHeader">The header in which a front end tells the visitor's country, or null.</param>
    public static EventBody BodyOf(HttpRequest request, string code, DateTimeOffset now, string address, string? countryHeader) => new()
    {
        OccurredAt = now,
        Code = code,
        Url = Shortened(address, MostAddress),
        Referrer = Shortened(request.Headers.Referer, MostText),
        UserAgent = Shortened(request.Headers.UserAgent, MostText),
        Ip = OpenRoutes.CallerOf(request),
        Country = countryHeader is not null && CountryCode.TryParse(request.Headers[countryHeader], out var country) ? country.Value : null,
        Consent = Consent(request),
    };

    private static string? Shortened(string? text, int most) => string.IsNullOrEmpty(text) ? null : text.Length <= most ? text : text[..most];
}
