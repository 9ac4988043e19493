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

        var (kind, subject, paragraphs) = TextOf(partner, program.Name);
        await emails.SendAsync(
            $"partner:{change.Program}:{change.Partner}:status:{change.At.UtcTicks}",
            partner.Email,
            new EmailMessage
            {
                Kind = kind,
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

    private static (EmailKind Kind, string Subject, IReadOnlyList<string> Paragraphs) TextOf(
        Partner partner,
        string program
    ) =>
        partner switch
        {
            { Status: PartnerStatus.Suspended } => (
                EmailKind.PartnerSuspended,
                $"Your partnership with {program} is suspended",
                [
                    "Customers who follow your link, or use your code or coupon, are not counted as yours at present.",
                    "No payout is made to you while you are suspended. What you have earned stays in your account.",
                ]
            ),
            { Status: PartnerStatus.Active } => (
                EmailKind.PartnerReinstated,
                $"Your partnership with {program} is active again",
                [
                    "Customers who follow your link, or use your code or coupon, are counted as yours again.",
                    "What is due to you is paid with the next payout.",
                ]
            ),
            { Status: PartnerStatus.Closed, Closing: var closing } => (
                EmailKind.PartnerClosed,
                $"Your partnership with {program} has ended",
                [
                    "Your link, your code and your coupons no longer count customers as yours.",
                    closing?.HeldUntil is { } end
                        ? $"What you have earned is held until {DisplayFormat.Day(end)} and is then paid, "
                            + "less what is refunded by then."
                        : "What you have earned is paid as it falls due, also below the minimum of a payout.",
                ]
            ),
            _ => throw new UnreachableException($"There is no e-mail about the status {partner.Status}."),
        };
}
