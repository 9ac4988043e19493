using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>How visitors reach the app, which proxies before it may not do the same way.</summary>
public static class VisitorScheme
{
    private const string ForwardedHeader = "X-Forwarded-Proto";

    /// <summary>
    /// Whether the visitor came by https: to the app itself, or to a proxy that says so. A visitor who writes the
    /// header changes nothing but cookies of their own.
    /// </summary>
    public static bool CameByHttps(this HttpRequest request) =>
        request.IsHttps
        || request
            .Headers[ForwardedHeader]
            .SelectMany(entry => (entry ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
            .Any(scheme => scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase));
}
