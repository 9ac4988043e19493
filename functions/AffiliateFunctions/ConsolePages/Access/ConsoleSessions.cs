using Affiliate.Domain.Addresses;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>
/// Opens, finds and ends the sessions of the console. Each request checks the settings again, and for a person also the
/// platform's sign-in: a person who is signed out there, or removed from the settings, has no session any more.
/// </summary>
public sealed class ConsoleSessions(
    ConsoleSessionStore store,
    ConsoleAccess access,
    IOptions<ConsoleOptions> options,
    Callers callers,
    ILogger<ConsoleSessions> logger,
    TimeProvider clock
)
{
    private const string OnConsole = "on the console";

    /// <summary>The session of the request with the secret of its cookie, or null.</summary>
    public async Task<OpenSession?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (ConsoleCookie.SecretOf(request) is not { } secret)
        {
            return null;
        }

        var session = await store.FindAsync(Secrets.HashOf(secret), cancellationToken);
        return
            session is not null && session.Until > clock.GetUtcNow() && AddressesOf(session, request) is { } addresses
            ? new OpenSession(session, secret, addresses)
            : null;
    }

    /// <summary>Opens a session for the function key of the request, which the platform has verified.</summary>
    public Task OpenForKeyAsync(HttpRequest request, CancellationToken cancellationToken) =>
        OpenAsync(
            request,
            ConsoleOptions.FunctionKey,
            callers.Actor == Callers.Unnamed ? $"function key {OnConsole}" : $"{callers.Actor} {OnConsole}",
            address: null,
            cancellationToken
        );

    /// <summary>Opens a session for a person whom the platform has signed in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="person">The person.</param>
    /// <param name="address">The address by which the console is open to the person.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task OpenForPersonAsync(
        HttpRequest request,
        SignedInPerson person,
        string address,
        CancellationToken cancellationToken
    ) =>
        OpenAsync(
            request,
            ConsoleOptions.EasyAuth,
            $"{address} (signed in with {person.Provider})",
            address,
            cancellationToken
        );

    /// <summary>Ends the session of the browser.</summary>
    /// <param name="request">The request.</param>
    /// <param name="visit">The admitted visit.</param>
    /// <param name="isEverywhere">
    /// Whether the person's sessions in other browsers end too, by whichever address of the person they were opened.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task EndAsync(
        HttpRequest request,
        ConsoleVisit visit,
        bool isEverywhere,
        CancellationToken cancellationToken
    )
    {
        var session = visit.Session;
        await store.RemoveAsync(
            other =>
                other.SecretHash == session.SecretHash
                || (isEverywhere && (other.Person == session.Person || visit.Owns(other.Address))),
            cancellationToken
        );
        ConsoleCookie.Remove(request);
    }

    // The secret is new, so that nobody can know it from before the sign-in. Ended sessions are removed on the occasion.
    private async Task OpenAsync(
        HttpRequest request,
        string way,
        string person,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var (now, secret) = (clock.GetUtcNow(), Secrets.New());
        var before = ConsoleCookie.SecretOf(request) is { } old ? Secrets.HashOf(old) : null;
        await store.RemoveAsync(other => other.Until <= now || other.SecretHash == before, cancellationToken);
        await store.AddAsync(
            new ConsoleSession(Secrets.HashOf(secret), way, person, address, now + ConsoleSession.Lifetime),
            cancellationToken
        );
        ConsoleCookie.Set(request, secret);
        logger.LogInformation("The console was opened by {Way}", way);
    }

    // All addresses of the person; none for a key, and null if the session is not allowed.
    private IReadOnlyList<string>? AddressesOf(ConsoleSession session, HttpRequest request)
    {
        if (session.Address is not { } address)
        {
            return options.Value.IsForKeys ? [] : null;
        }

        return
            access.PersonOf(request) is { } person
            && access.AddressOf(person) is { } current
            && Mailbox.AreSame(current, address)
            ? person.Addresses
            : null;
    }
}

/// <summary>A session of a request.</summary>
/// <param name="Session">The session.</param>
/// <param name="Secret">The secret of the cookie.</param>
/// <param name="Addresses">All e-mail addresses of the person; empty for a session of a function key.</param>
public sealed record OpenSession(ConsoleSession Session, string Secret, IReadOnlyList<string> Addresses);
