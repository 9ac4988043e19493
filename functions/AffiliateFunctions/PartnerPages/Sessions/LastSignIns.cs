using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>Reports the last sign-ins of partners to their timelines.</summary>
internal sealed class LastSignIns(AccessStore store, EmailKey emails) : IPartnerSignIns
{
    public async Task<DateTimeOffset?> LastAsync(Partner partner, CancellationToken cancellationToken)
    {
        var access = await store.FindAsync(emails.MailboxOf(partner.Email), cancellationToken);
        var own = new ProgramPartner(partner.Program, partner.Id);
        return access?.SignIns.FirstOrDefault(signIn => signIn.Partner == own)?.At;
    }
}
