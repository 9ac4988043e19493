using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The scheme by which a visitor reaches the app. A proxy in front of the app can use another scheme.
/// </summary>
public static class VisitorScheme
{
    private const string ForwardedHeader = "X-Forwarded-Proto";

    /// <summary>
    /// Whether the visitor used https, either to the app itself or to a proxy that reports it. A visitor who sets the
    /// header only affects their own cookies.
    /// </summary>
    public static bool CameByHttps(this HttpRequest request) =>
        request.IsHttps
        || request
            .Headers[ForwardedHeader]
            .SelectMany(entry => (entry ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
            .Any(scheme => scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase));
}
