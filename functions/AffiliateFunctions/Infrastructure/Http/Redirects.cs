using Affiliate.Domain.Addresses;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Leads a browser to another address. Only this class sets the header <c>Location</c>: the server refuses one with
/// letters outside of ASCII, and responds with 500 after the work is done.
/// </summary>
internal static class Redirects
{
    /// <summary>302: the browser opens the address, by the method of its request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">An absolute address.</param>
    public static IResult Found(this HttpRequest request, Uri address) =>
        request.To(StatusCodes.Status302Found, AsciiAddress.Of(address));

    /// <summary>303: the browser opens the address by a GET request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">An absolute address.</param>
    public static IResult SeeOther(this HttpRequest request, Uri address) =>
        request.To(StatusCodes.Status303SeeOther, AsciiAddress.Of(address));

    /// <summary>303: the browser opens another page of the app by a GET request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">The path of the page, with its query.</param>
    public static IResult SeeOther(this HttpRequest request, string path)
    {
        request.HttpContext.Response.ProtectPage("default-src 'none'; frame-ancestors 'none'");
        return request.To(StatusCodes.Status303SeeOther, AsciiAddress.EscapedOf(path));
    }

    private static IResult To(this HttpRequest request, int status, string location)
    {
        request.HttpContext.Response.Headers.Location = location;
        return Results.StatusCode(status);
    }
}
