using Affiliate.Pages;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Sends e-mails, each with the same content as HTML and as plain text.</summary>
public sealed class EmailSender(PageRenderer pages, IMailer mailer)
{
    /// <summary>Sends an e-mail.</summary>
    /// <param name="key">The key of the e-mail; see <see cref="MailMessage.Key"/>.</param>
    /// <param name="to">The recipient's address.</param>
    /// <param name="message">The content of the e-mail.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SendAsync(string key, string to, EmailMessage message, CancellationToken cancellationToken)
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
