using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Reads the links by which partners enter their payout details and tax forms.</summary>
public sealed class PayeeLinkReader(
    PayoutDetailsLinks links,
    IPartners partners,
    IPrograms programs,
    PayeePolicies policies
)
{
    /// <summary>The state of a link.</summary>
    internal async Task<PayeeLinkResult> OpenAsync(
        string text,
        Func<LinkToken, Partner, bool> isUnused,
        CancellationToken cancellationToken
    )
    {
        var (token, refusal) = links.Read(text);
        var genuine = refusal == LinkRefusal.Expired ? links.ReadExpired(text) : token;
        return genuine is null || await FindAsync(genuine, cancellationToken) is not { } payee
                ? new PayeeLinkResult.Invalid()
            : token is null ? new PayeeLinkResult.Expired(payee)
            : isUnused(token, payee.Partner) ? new PayeeLinkResult.Open(payee, token)
            : new PayeeLinkResult.Used(payee);
    }

    /// <summary>Whether the link is the partner's. An erased partner has another address and is closed.</summary>
    internal static bool IsOf(LinkToken token, Partner partner) => partner.IsPayee && partner.Email == token.Actor;

    private async Task<Payee?> FindAsync(LinkToken token, CancellationToken cancellationToken)
    {
        var slug = ProgramSlug.Parse(token.Program);
        return
            await programs.FindAsync(slug, cancellationToken) is { } program
            && await partners.FindAsync(slug, PartnerId.Parse(token.Subject), cancellationToken) is { } partner
            && IsOf(token, partner)
            ? new Payee(partner, program, await policies.InForceAsync(program, partner.Group, cancellationToken))
            : null;
    }
}
