using Affiliate.Domain.Addresses;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Lets a program's own sites, and no others, read responses of the open API in a browser (CORS,
/// https://fetch.spec.whatwg.org/#http-cors-protocol).
/// </summary>
public static class CrossOrigin
{
    // Scripts read only a few headers of a response by themselves
    // (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
    private const string ReadableHeaders = "Retry-After, RateLimit, RateLimit-Policy";

    /// <summary>
    /// Allows the request's origin if it is one of the program's origins. A later call replaces an earlier one.
    /// </summary>
    /// <param name="request">The request. The headers are added to its response.</param>
    /// <param name="origins">The program's allowed origins, such as <c>https://www.example.com</c>.</param>
    public static void AllowOrigin(this HttpRequest request, IEnumerable<string> origins)
    {
        var origin = request.Headers.Origin.ToString();
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = "Origin";
        var isAllowed =
            origin.Length > 0
            && origins.Any(allowed =>
                string.Equals(AsciiAddress.OriginOf(new Uri(allowed)), origin, StringComparison.OrdinalIgnoreCase)
            );
        headers.AccessControlAllowOrigin = isAllowed ? origin : default;
        headers.AccessControlAllowMethods = isAllowed ? "POST, OPTIONS" : default;
        headers.AccessControlAllowHeaders = isAllowed ? "Content-Type" : default;
        headers.AccessControlExposeHeaders = isAllowed ? ReadableHeaders : default;
        headers.AccessControlMaxAge = isAllowed ? "600" : default;
    }
}
