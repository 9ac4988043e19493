using System.Text;
using Affiliate.Domain.Addresses;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Options;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>
/// Sends e-mails through SendGrid's v3 mail/send
/// (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).
/// </summary>
internal sealed class SendGridMailer(
    HttpClient http,
    IOptions<SendGridOptions> sendGrid,
    IOptions<EmailOptions> email,
    EmailMetrics metrics
) : IMailer
{
    // SendGrid stores this argument with the e-mail and reports it in its event webhook. A repeated e-mail can be
    // recognised by it.
    private const string KeyArgument = "message_key";

    public Task SendAsync(MailMessage message, CancellationToken cancellationToken) =>
        metrics.MeasureAsync(message.Kind, () => PostAsync(message, cancellationToken));

    private async Task PostAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var client = new SendGridClient(
            http,
            new SendGridClientOptions { ApiKey = sendGrid.Value.ApiKey, Host = sendGrid.Value.BaseUrl.TrimEnd('/') }
        );
        var mail = new SendGridMessage
        {
            From = new EmailAddress(Deliverable(email.Value.From), email.Value.FromName),
            Subject = message.Subject,
            PlainTextContent = message.Text,
            HtmlContent = message.Html,
        };
        mail.AddTo(new EmailAddress(Deliverable(message.To)));
        mail.AddCategory(StoredJson.NameOf(message.Kind));
        mail.AddCustomArg(KeyArgument, message.Key);
        mail.SetClickTracking(enable: false, enableText: false);
        var answer = await client.SendEmailAsync(mail, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"SendGrid rejected the e-mail '{message.Key}': {(int)answer.StatusCode} "
                    + $"{await answer.Body.ReadAsStringAsync(cancellationToken)}",
                null,
                answer.StatusCode
            );
        }
    }

    // SendGrid takes no letters outside of ASCII in addresses (https://github.com/sendgrid/docs/releases/tag/20160701). A
    // domain has an ASCII form (RFC 5890, section 2.3.2.1).
    private static string Deliverable(string address)
    {
        var domain = address.LastIndexOf('@') + 1;
        return Ascii.IsValid(address)
            ? address
            : address[..domain] + (AsciiHost.Of(address[domain..]) ?? address[domain..]);
    }
}
