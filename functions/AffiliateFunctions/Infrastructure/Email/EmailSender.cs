using Affiliate.Pages;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>
/// Sends e-mails, each with the same content as HTML and as plain text, unless the recipient has switched them off.
/// </summary>
public sealed class EmailSender(PageRenderer pages, IMailer mailer)
{
    private const string CanBeSwitchedOff =
        "You can switch off e-mails of this kind on your partner page, under Account.";

    /// <summary>Sends an e-mail that nobody can switch off.</summary>
    /// <param name="key">The key of the e-mail; see <see cref="MailMessage.Key"/>.</param>
    /// <param name="to">The recipient's address.</param>
    /// <param name="message">The content of the e-mail.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">The e-mail can be switched off, so its recipient's choice is needed.</exception>
    public Task SendAsync(string key, string to, EmailMessage message, CancellationToken cancellationToken) =>
        PartnerEmails.TopicOf(message.Kind) is null
            ? DeliverAsync(key, to, message, cancellationToken)
            : throw new ArgumentException(
                $"An e-mail of the kind {message.Kind} can be switched off: send it to an {nameof(EmailRecipient)}.",
                nameof(message)
            );

    /// <summary>Sends an e-mail, unless the recipient has switched off e-mails of its topic.</summary>
    /// <param name="key">The key of the e-mail; see <see cref="MailMessage.Key"/>.</param>
    /// <param name="to">The recipient.</param>
    /// <param name="message">The content of the e-mail.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task SendAsync(string key, EmailRecipient to, EmailMessage message, CancellationToken cancellationToken) =>
        PartnerEmails.TopicOf(message.Kind) is not { } topic || !to.Choices.TryGetValue(topic, out var isWanted)
            ? DeliverAsync(key, to.Address, message, cancellationToken)
        : isWanted
            ? DeliverAsync(
                key,
                to.Address,
                message with
                {
                    Closing = message.Closing is { } closing ? $"{closing} {CanBeSwitchedOff}" : CanBeSwitchedOff,
                },
                cancellationToken
            )
        : Task.CompletedTask;

    private async Task DeliverAsync(string key, string to, EmailMessage message, CancellationToken cancellationToken)
    {
        // Requests reject control characters, but names from billing systems and names stored earlier can contain them.
        // A line break would forge a line of the plain text.
        var sent = message with
        {
            Subject = DisplayText.LineOf(message.Subject),
            Brand = message.Brand with { ProgramName = DisplayText.LineOf(message.Brand.ProgramName) },
            Recipient = DisplayText.LineOf(message.Recipient),
        };
        await mailer.SendAsync(
            new MailMessage(
                key,
                sent.Kind,
                to,
                sent.Subject,
                EmailText.Of(sent),
                await pages.RenderAsync<EmailTemplate>(sent)
            ),
            cancellationToken
        );
    }
}
