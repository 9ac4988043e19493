using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.SignIn;

/// <summary>
/// Sends the link that a browser has asked for. The request itself looks nothing up: its response takes the same time
/// whether the address is a partner's or not.
/// </summary>
public sealed class MailSignInLink(
    PartnersOfMailbox partners,
    AccessStore store,
    SignInLinks links,
    EmailKey keys,
    EmailSender emails,
    RetryingQueues queues,
    TimeProvider clock
)
{
    // The characters of an address's key that an id contains.
    private const int AddressCharacters = 16;

    /// <inheritdoc cref="MailSignInLink"/>
    [Function(nameof(MailSignInLink))]
    public Task RunAsync([QueueTrigger(SignInRequest.Queue)] byte[] message, CancellationToken cancellationToken) =>
        queues.DoAsync(
            SignInRequest.Queue,
            message,
            token => SendAsync(SignInRequest.Parse(message), token),
            cancellationToken
        );

    private async Task SendAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        // After an outage nobody waits for the link any more.
        if (
            clock.GetUtcNow() > request.At + SignInLinks.Lifetime
            || await partners.FindAsync(request.Email, cancellationToken) is not { Count: > 0 } found
        )
        {
            return;
        }

        foreach (var group in found.GroupBy(account => keys.AddressOf(account.Partner.Email)))
        {
            await SendAsync(request, group.Key, [.. group], cancellationToken);
        }
    }

    // Addresses can differ and still be of one mailbox. A mail server may deliver them to different persons, so each
    // address receives a link of its own, which shows only the partners with this address.
    private async Task SendAsync(
        SignInRequest request,
        string address,
        IReadOnlyList<PartnerAccount> accounts,
        CancellationToken cancellationToken
    )
    {
        var mailbox = keys.MailboxOf(request.Email);
        var id = $"{request.Id}.{address[..AddressCharacters]}";
        var link = new SignInLink(
            id,
            clock.GetUtcNow(),
            [.. accounts.Select(account => new ProgramPartner(account.Program.Slug, account.Partner.Id))]
        )
        {
            Address = address,
        };
        if (await TryAddAsync(mailbox, link, cancellationToken))
        {
            await emails.SendAsync(
                $"partner-sign-in:{id}",
                accounts[0].Partner.Email,
                MessageOf(accounts, links.AddressFor(id, mailbox, request.BrowserHash)),
                cancellationToken
            );
        }
    }

    private async Task<bool> TryAddAsync(string mailbox, SignInLink link, CancellationToken cancellationToken)
    {
        var isAdded = false;
        await store.ChangeAsync(
            mailbox,
            access =>
            {
                var added = (access ?? new MailboxAccess()).WithLink(link);
                isAdded = added is not null;
                return added;
            },
            cancellationToken
        );
        return isAdded;
    }

    private static EmailMessage MessageOf(IReadOnlyList<PartnerAccount> found, string address)
    {
        var names = string.Join(", ", found.Select(account => account.Program.Name));
        return new EmailMessage
        {
            Kind = EmailKind.PartnerSignIn,
            Subject = $"Your link to sign in to {found[0].Program.Name}",
            Brand = found[0].Program.Brand(),
            Recipient = found[0].Partner.Name,
            Paragraphs =
            [
                $"You have asked for a link to your partner page of {names}.",
                "Open the link in the browser in which you have asked for it, and press the button there.",
            ],
            Link = new EmailLink("Sign in", address),
            Closing =
                $"The link works once and for {SignInLinks.Lifetime.TotalMinutes:0} minutes. If you have not asked for "
                + "it, ignore this e-mail: nobody can sign in by it without your mailbox.",
        };
    }
}
