using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>Tells a partner that it was suspended, reinstated or closed, and what that means for it.</summary>
public sealed class MailPartnerStatus(IPartners partners, IPrograms programs, EmailSender emails)
{
    /// <inheritdoc cref="MailPartnerStatus"/>
    [Function(nameof(MailPartnerStatus))]
    public async Task RunAsync([ActivityTrigger] PartnerStatusChange change, CancellationToken cancellationToken)
    {
        // A status that has changed again has an e-mail of its own. An erased partner has no address.
        if (
            await partners.FindAsync(change.Program, change.Partner, cancellationToken) is not { } partner
            || partner.StatusSince != change.At
            || partner.Email == ErasedPartner.AddressOf(partner.Id)
            || await programs.FindAsync(change.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        var (subject, paragraphs) = PartnerStatusText.Of(partner, program);
        await emails.SendAsync(
            $"partner:{change.Program}:{change.Partner}:status:{change.At.UtcTicks}",
            partner.Email,
            new EmailMessage
            {
                Kind = KindOf(partner.Status),
                Subject = subject,
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs = change.Message is { } message ? [.. paragraphs, message] : paragraphs,
                Facts = [new Fact("Since", DisplayFormat.Time(change.At))],
                Closing = "If you have a question about this, reply to this e-mail.",
            },
            cancellationToken
        );
    }

    private static EmailKind KindOf(PartnerStatus status) =>
        status switch
        {
            PartnerStatus.Suspended => EmailKind.PartnerSuspended,
            PartnerStatus.Active => EmailKind.PartnerReinstated,
            PartnerStatus.Closed => EmailKind.PartnerClosed,
            _ => throw new UnreachableException($"There is no e-mail about the status {status}."),
        };
}
