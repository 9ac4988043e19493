using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>
/// The cookie of the console's sessions. The prefix <c>__Host-</c> binds the cookie to this host and to secure connections
/// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis-20#section-4.1.3.2). Browsers regard
/// <c>http://localhost</c> as secure.
/// </summary>
internal static class ConsoleCookie
{
    /// <summary>The name of the cookie, whose value is the secret of the session.</summary>
    public const string Name = "__Host-console";

    /// <summary>The secret of the request's cookie, or null.</summary>
    public static string? SecretOf(HttpRequest request) =>
        request.Cookies[Name] is { } secret && Secrets.IsSecret(secret) ? secret : null;

    /// <summary>Sets the cookie of a new session.</summary>
    public static void Set(HttpRequest request, string secret) =>
        request.HttpContext.Response.Cookies.Append(Name, secret, OptionsFor(ConsoleSession.Lifetime));

    /// <summary>Removes the cookie.</summary>
    public static void Remove(HttpRequest request) =>
        request.HttpContext.Response.Cookies.Delete(Name, OptionsFor(lifetime: null));

    private static CookieOptions OptionsFor(TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = lifetime,
            IsEssential = true,
        };
}
