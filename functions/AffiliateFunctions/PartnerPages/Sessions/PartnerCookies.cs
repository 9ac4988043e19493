using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>
/// The cookies of the partners' pages. The prefix <c>__Host-</c> binds a cookie to this host and to secure connections
/// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis-20#section-4.1.3.2). Browsers regard
/// <c>http://localhost</c> as secure.
/// </summary>
internal static class PartnerCookies
{
    /// <summary>The cookie of a session: the key of the mailbox, a dot, and the secret.</summary>
    public const string Session = "__Host-partner";

    /// <summary>The cookie of a browser that may ask for a link to sign in: a secret.</summary>
    public const string Browser = "__Host-partner-browser";

    private const int MailboxLength = 64;

    private static readonly TimeSpan BrowserLifetime = TimeSpan.FromDays(1);

    /// <summary>The secret of the browser's cookie, or null.</summary>
    public static string? BrowserOf(HttpRequest request) =>
        request.Cookies[Browser] is { } secret && Secrets.IsSecret(secret) ? secret : null;

    /// <summary>
    /// The secret of the browser's cookie, which is set if there is none. Each form begins the cookie's day anew, so that
    /// the cookie outlives the link that the form asks for.
    /// </summary>
    public static string EnsureBrowser(HttpRequest request)
    {
        var secret = BrowserOf(request) ?? Secrets.New();
        request.HttpContext.Response.Cookies.Append(Browser, secret, OptionsFor(BrowserLifetime));
        return secret;
    }

    /// <summary>The mailbox and the secret of the session's cookie, or null.</summary>
    public static (string Mailbox, string Secret)? SessionOf(HttpRequest request) =>
        request.Cookies[Session]?.Split('.') is [{ Length: MailboxLength } mailbox, var secret]
        && mailbox.All(char.IsAsciiHexDigitLower)
        && Secrets.IsSecret(secret)
            ? (mailbox, secret)
            : null;

    /// <summary>Sets the cookie of a new session.</summary>
    public static void SetSession(HttpRequest request, string mailbox, string secret) =>
        request.HttpContext.Response.Cookies.Append(
            Session,
            $"{mailbox}.{secret}",
            OptionsFor(PartnerSession.Lifetime)
        );

    /// <summary>Removes the cookie of the session.</summary>
    public static void EndSession(HttpRequest request) =>
        request.HttpContext.Response.Cookies.Delete(Session, OptionsFor(lifetime: null));

    // A link in an e-mail is opened from another site, so the cookies are lax and not strict.
    private static CookieOptions OptionsFor(TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = lifetime,
            IsEssential = true,
        };
}
