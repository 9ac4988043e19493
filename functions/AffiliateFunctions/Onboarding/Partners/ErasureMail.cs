using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Informs a partner that its personal data is erased. The e-mail is sent by the request itself, because a queue or an
/// orchestration would store the address again.
/// </summary>
public sealed class ErasureMail(EmailSender emails)
{
    /// <summary>Sends the e-mail. The partner still has its name and address.</summary>
    internal Task SendAsync(AffiliateProgram program, Partner partner, CancellationToken cancellationToken) =>
        emails.SendAsync(
            $"partner:{partner.Program}:{partner.Id}:erased",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.PartnerErased,
                Subject = $"Your personal data in the partner program {program.Name}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    "We erase the personal data that we have about you as our partner, with this e-mail as the last step. "
                        + "The partnership ends with it: your link and your coupons count no longer.",
                    "What you earned and were paid stays in our books without your name.",
                ],
                Closing = "This is the last e-mail that we send to you. You do not need to do anything.",
            },
            cancellationToken
        );
}
