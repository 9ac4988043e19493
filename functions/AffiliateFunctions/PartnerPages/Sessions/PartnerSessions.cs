using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>
/// Finds the session of a request and its partners. Each request reads the partner again, so a session ends for a
/// partner whose address has changed or who was erased.
/// </summary>
public sealed class PartnerSessions(
    AccessStore store,
    IPartners partners,
    IPrograms programs,
    EmailKey emails,
    FormTokens forms,
    TimeProvider clock
)
{
    /// <summary>The session of the request, or null.</summary>
    public async Task<SignedIn?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (PartnerCookies.SessionOf(request) is not var (mailbox, secret))
        {
            return null;
        }

        var hash = Secrets.HashOf(secret);
        var access = await store.FindAsync(mailbox, cancellationToken);
        var session = access?.Sessions.FirstOrDefault(open => open.SecretHash == hash);
        return session?.Until > clock.GetUtcNow() ? new SignedIn(mailbox, secret, session, forms.Of(secret)) : null;
    }

    /// <summary>The partners of the session whose pages it shows now.</summary>
    public async Task<IReadOnlyList<PartnerAccount>> PartnersAsync(
        SignedIn session,
        CancellationToken cancellationToken
    )
    {
        var found = new List<PartnerAccount>();
        foreach (var partner in session.Session.Partners)
        {
            if (await FindAsync(session, partner, cancellationToken) is { } account)
            {
                found.Add(account);
            }
        }

        return found;
    }

    /// <summary>The partner of the session in a program; null if the session does not show it.</summary>
    public async Task<PartnerAccount?> FindPartnerAsync(
        SignedIn session,
        string slug,
        CancellationToken cancellationToken
    ) =>
        ProgramSlug.TryParse(slug, out var program)
        && session.Session.Partners.FirstOrDefault(partner => partner.Program == program) is { } own
            ? await FindAsync(session, own, cancellationToken)
            : null;

    private async Task<PartnerAccount?> FindAsync(
        SignedIn session,
        ProgramPartner own,
        CancellationToken cancellationToken
    ) =>
        await partners.FindAsync(own.Program, own.Partner, cancellationToken) is { IsPayee: true } partner
        && emails.AddressOf(partner.Email) == session.Session.Address
        && await programs.FindRecentAsync(own.Program, cancellationToken) is { } program
            ? new PartnerAccount(program, partner, session.FormToken, session.Session.Partners.Count > 1)
            : null;
}

/// <summary>A session of a request.</summary>
/// <param name="Mailbox">The key of the mailbox.</param>
/// <param name="Secret">The secret of the cookie.</param>
/// <param name="Session">The stored session.</param>
/// <param name="FormToken">The token of the session's forms.</param>
public sealed record SignedIn(string Mailbox, string Secret, PartnerSession Session, string FormToken);

/// <summary>A partner that a session shows.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="FormToken">The token of the session's forms.</param>
/// <param name="HasOtherPrograms">Whether the session has further programs.</param>
public sealed record PartnerAccount(
    AffiliateProgram Program,
    Partner Partner,
    string FormToken,
    bool HasOtherPrograms = false
);
