using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerPages.Sessions;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>Reads links to sign in, and opens sessions by them.</summary>
public sealed class SignInService(SignInLinks links, AccessStore store, TimeProvider clock)
{
    /// <summary>Returns the state of a link and changes nothing.</summary>
    /// <param name="text">The token of the link.</param>
    /// <param name="browser">The secret of the browser, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SignInResult> FindAsync(string text, string? browser, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        if (token is null)
        {
            return refusal == LinkRefusal.Expired ? SignInResult.Expired : SignInResult.Invalid;
        }

        var access = await store.FindAsync(token.Actor, cancellationToken);
        return access?.Links.FirstOrDefault(link => link.Id == token.Subject) switch
        {
            null => SignInResult.Invalid,
            { UsedAt: not null } => SignInResult.Used,
            _ when browser is null || Secrets.HashOf(browser) != token.ContentHash => SignInResult.OtherBrowser,
            _ => SignInResult.Open,
        };
    }

    /// <summary>
    /// Opens a session by a link. The secret is new, so that nobody can know it from before the sign-in.
    /// </summary>
    /// <param name="text">The token of the link.</param>
    /// <param name="browser">The secret of the browser, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The state of the link before; with <see cref="SignInResult.Open"/> the session.</returns>
    public async Task<(SignInResult Result, OpenedSession? Session)> SignInAsync(
        string text,
        string? browser,
        CancellationToken cancellationToken
    )
    {
        var result = await FindAsync(text, browser, cancellationToken);
        if (result != SignInResult.Open || links.Read(text).Token is not { } token)
        {
            return (result, null);
        }

        var (secret, isOpened) = (Secrets.New(), false);
        await store.ChangeAsync(
            token.Actor,
            access =>
            {
                var signedIn = access?.WithSession(token.Subject, Secrets.HashOf(secret), clock.GetUtcNow());
                isOpened = signedIn is not null;
                return signedIn;
            },
            cancellationToken
        );

        // Two requests can send the form at the same time: one of them signs in.
        return isOpened ? (result, new OpenedSession(token.Actor, secret)) : (SignInResult.Used, null);
    }
}

/// <summary>A session that was opened.</summary>
/// <param name="Mailbox">The key of the mailbox.</param>
/// <param name="Secret">The secret, for the browser's cookie.</param>
public sealed record OpenedSession(string Mailbox, string Secret);
