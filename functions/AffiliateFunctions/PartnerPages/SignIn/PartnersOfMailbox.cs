using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>
/// Finds the partners with an address in all programs. Active and suspended partners can sign in, and closed ones,
/// because they can still be paid. Erased partners have no address.
/// </summary>
public sealed class PartnersOfMailbox(IPrograms programs, IPartners partners)
{
    /// <summary>The partners with the address, with their programs, by the programs' slugs.</summary>
    public async Task<IReadOnlyList<PartnerAccount>> FindAsync(string email, CancellationToken cancellationToken)
    {
        var found = new List<PartnerAccount>();
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            if (
                await partners.FindByEmailAsync(program.Slug, email, cancellationToken) is { } id
                && await partners.FindAsync(program.Slug, id, cancellationToken) is { IsPayee: true } partner
            )
            {
                found.Add(new PartnerAccount(program, partner, FormToken: string.Empty));
            }
        }

        return found;
    }
}
