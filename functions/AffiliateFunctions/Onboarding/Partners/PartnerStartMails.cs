using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>The e-mails to partners in their first year.</summary>
public sealed class PartnerStartMails(
    PartnerStore partners,
    IPrograms programs,
    EmailSender emails,
    IOptions<SiteOptions> site
)
{
    /// <summary>Encourages a partner whose link nobody has followed yet.</summary>
    public Task NudgeAsync(SoldPartner key, CancellationToken cancellationToken) =>
        SendAsync(
            key,
            "nudge",
            EmailKind.LinkNotUsed,
            program => $"Your link for {program} has not been used yet",
            [
                "You have been a partner for two weeks, and nobody has followed your link yet.",
                "Put it where your readers look for advice: in an article, a newsletter or a profile. If something is "
                    + "missing, reply to this e-mail, and we help.",
            ],
            cancellationToken
        );

    /// <summary>Congratulates a partner on the first sale.</summary>
    public Task CongratulateAsync(SoldPartner key, CancellationToken cancellationToken) =>
        SendAsync(
            key,
            "first_sale",
            EmailKind.FirstSale,
            program => $"Your first sale for {program}",
            [
                "A customer whom you have brought has bought for the first time. Congratulations!",
                "Your commission is paid once its waiting time is over and your payout details are complete.",
            ],
            cancellationToken
        );

    // An erased partner has no address, and a suspended or closed partner receives neither e-mail.
    private async Task SendAsync(
        SoldPartner key,
        string occasion,
        EmailKind kind,
        Func<string, string> subject,
        IReadOnlyList<string> paragraphs,
        CancellationToken cancellationToken
    )
    {
        if (
            await partners.FindAsync(key.Program, key.Partner, cancellationToken)
                is not { Status: PartnerStatus.Active } partner
            || partner.Email == ErasedPartner.AddressOf(partner.Id)
            || await programs.FindAsync(key.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        await emails.SendAsync(
            $"partner:{key.Program}:{key.Partner}:{occasion}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = kind,
                Subject = subject(program.Name),
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs = paragraphs,
                Facts = [new Fact("Your link", site.Value.Address($"/r/{partner.Code}"))],
            },
            cancellationToken
        );
    }
}
