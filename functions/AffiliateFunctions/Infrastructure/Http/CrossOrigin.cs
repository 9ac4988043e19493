using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Lets a program's own sites, and no others, read responses of the open API in a browser (CORS,
/// https://fetch.spec.whatwg.org/#http-cors-protocol).
/// </summary>
public static class CrossOrigin
{
    /// <summary>Allows the request's origin if it is one of the program's origins.</summary>
    /// <param name="request">The request. The headers are added to its response.</param>
    /// <param name="origins">The program's allowed origins, such as <c>https://www.example.com</c>.</param>
    public static void AllowOrigin(this HttpRequest request, IEnumerable<string> origins)
    {
        var origin = request.Headers.Origin.ToString();
        var headers = request.HttpContext.Response.Headers;
        headers.Append("Vary", "Origin");
        if (
            origin.Length == 0
            || !origins.Any(o => string.Equals(o.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase))
        )
        {
            return;
        }

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "POST, OPTIONS";
        headers.AccessControlAllowHeaders = "Content-Type";
        headers.AccessControlMaxAge = "600";
    }
}
