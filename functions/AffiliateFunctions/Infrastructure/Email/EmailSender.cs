using Affiliate.Pages;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>
/// Sends e-mails, each with the same content as HTML and as plain text, unless the recipient has switched them off. An
/// e-mail that the provider refuses for good is recorded and counts as handled: what the caller does for other recipients,
/// and next, does not depend on it.
/// </summary>
public sealed partial class EmailSender(
    PageRenderer pages,
    IMailer mailer,
    IRefusedEmails refusals,
    ILogger<EmailSender> logger
)
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
    public async Task SendAsync(
        string key,
        EmailRecipient to,
        EmailMessage message,
        CancellationToken cancellationToken
    ) => await TrySendAsync(key, to, message, cancellationToken);

    /// <inheritdoc cref="SendAsync(string, EmailRecipient, EmailMessage, CancellationToken)"/>
    /// <returns>False if the provider has refused the e-mail for good; true also for an e-mail that is not wanted.</returns>
    public Task<bool> TrySendAsync(
        string key,
        EmailRecipient to,
        EmailMessage message,
        CancellationToken cancellationToken
    ) =>
        !to.Wants(message.Kind) ? Task.FromResult(true)
        : !to.CanSwitchOff(message.Kind) ? DeliverAsync(key, to.Address, message, cancellationToken)
        : DeliverAsync(
            key,
            to.Address,
            message with
            {
                Closing = message.Closing is { } closing ? $"{closing} {CanBeSwitchedOff}" : CanBeSwitchedOff,
            },
            cancellationToken
        );

    private async Task<bool> DeliverAsync(
        string key,
        string to,
        EmailMessage message,
        CancellationToken cancellationToken
    )
    {
        // Requests reject control characters, but names from billing systems and names stored earlier can contain them.
        // A line break would forge a line of the plain text.
        var sent = message with
        {
            Subject = DisplayText.LineOf(message.Subject),
            Brand = message.Brand with { ProgramName = DisplayText.LineOf(message.Brand.ProgramName) },
            Recipient = DisplayText.LineOf(message.Recipient),
        };
        var mail = new MailMessage(
            key,
            sent.Kind,
            to,
            sent.Subject,
            EmailText.Of(sent),
            await pages.RenderAsync<EmailTemplate>(sent)
        );
        try
        {
            await mailer.SendAsync(mail, cancellationToken);
            return true;
        }
        catch (EmailRefusedException refused)
        {
            Refused(logger, refused, key);
            await refusals.RecordAsync(
                new RefusedEmail(message.Brand.Program, key, sent.Kind, refused.Reason),
                cancellationToken
            );
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The mail provider refuses the e-mail {Key}; it is not sent again.")]
    private static partial void Refused(ILogger logger, Exception refused, string key);
}
