using System.Net;
using System.Text;
using System.Text.Json;
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

    // The field of SendGrid's errors about the sender, which is a setting of the app.
    private const string Sender = "from";

    private const int MaxReason = 300;

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
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var body = await answer.Body.ReadAsStringAsync(cancellationToken);
        var text = $"SendGrid rejected the e-mail '{message.Key}': {(int)answer.StatusCode} {body}";
        var fields = FieldsOf(body);
        throw IsForThisEmail(answer.StatusCode, fields)
            ? new EmailRefusedException(text, ReasonOf(answer.StatusCode, fields))
            : new HttpRequestException(text, null, answer.StatusCode);
    }

    // A refused request would be refused again, such as one with an address that is "improperly formatted"
    // (https://support.sendgrid.com/hc/en-us/articles/34677918767131). The key, the sender and the rate limit concern all
    // e-mails, and change by themselves or by an operator.
    private static bool IsForThisEmail(HttpStatusCode status, IReadOnlyList<string> fields) =>
        !fields.Any(field => field.StartsWith(Sender, StringComparison.Ordinal))
        && status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        && status
            is not (
                HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
            );

    // SendGrid's messages can repeat the address. Only the names of the fields are kept, such as
    // personalizations.0.to.0.email (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors).
    private static string ReasonOf(HttpStatusCode status, IReadOnlyList<string> fields)
    {
        var text = $"SendGrid answered {(int)status} {string.Join(", ", fields)}".TrimEnd();
        return $"{(text.Length > MaxReason ? text[..MaxReason] : text)}.";
    }

    private static IReadOnlyList<string> FieldsOf(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return
                answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                ?
                [
                    .. errors
                        .EnumerateArray()
                        .Where(error => error.ValueKind == JsonValueKind.Object)
                        .Select(error =>
                            error.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String
                                ? field.GetString()
                                : null
                        )
                        .OfType<string>(),
                ]
                : [];
        }
        catch (JsonException)
        {
            return [];
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
