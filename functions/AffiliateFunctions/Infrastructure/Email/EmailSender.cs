using Affiliate.Pages;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;

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
        var sent = message with
        {
            Subject = LineText.Of(message.Subject),
            Brand = message.Brand with { ProgramName = LineText.Of(message.Brand.ProgramName) },
            Recipient = LineText.Of(message.Recipient),
        };
        await mailer.SendAsync(
            new MailMessage(key, to, sent.Subject, EmailText.Of(sent), await pages.RenderAsync<EmailTemplate>(sent)),
            cancellationToken
        );
    }
}
