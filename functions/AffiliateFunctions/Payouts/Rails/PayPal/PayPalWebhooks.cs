using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Verifies the webhooks of PayPal by asking PayPal, <c>POST /v1/notifications/verify-webhook-signature</c>
/// (https://developer.paypal.com/api/webhooks/v1/verify-webhook-signature-post). The event is part of the question as
/// it was received, because other bytes have another signature.
/// </summary>
public sealed class PayPalWebhooks
{
    private const string Success = "SUCCESS";
    private const string CertificateHost = ".paypal.com";

    // The members of the question, and the headers that contain their values.
    private static readonly (string Member, string Header)[] Signed =
    [
        ("auth_algo", "PAYPAL-AUTH-ALGO"),
        ("cert_url", "PAYPAL-CERT-URL"),
        ("transmission_id", "PAYPAL-TRANSMISSION-ID"),
        ("transmission_sig", "PAYPAL-TRANSMISSION-SIG"),
        ("transmission_time", "PAYPAL-TRANSMISSION-TIME"),
    ];

    private readonly PayPalClient client;
    private readonly IOptions<PayPalOptions> options;

    internal PayPalWebhooks(PayPalClient client, IOptions<PayPalOptions> options) =>
        (this.client, this.options) = (client, options);

    /// <summary>Whether PayPal has sent the webhook to the app's endpoint.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">PayPal cannot be asked.</exception>
    public async Task<bool> IsGenuineAsync(IHeaderDictionary headers, byte[] body, CancellationToken cancellationToken)
    {
        if (
            !options.Value.IsEnabled
            || options.Value.WebhookId.Length == 0
            || QuestionOf(headers, body) is not { } question
        )
        {
            return false;
        }

        var answer = await client.SendAsync(
            HttpMethod.Post,
            "v1/notifications/verify-webhook-signature",
            question,
            cancellationToken
        );
        return answer.Status switch
        {
            HttpStatusCode.OK => answer.Text("verification_status") == Success,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => false,
            var status => throw new PayPalUnreachableException(
                new HttpRequestException($"PayPal answered {(int)status} to the verification of a webhook.")
            ),
        };
    }

    // A request that cannot be PayPal's causes no question.
    private byte[]? QuestionOf(IHeaderDictionary headers, byte[] body)
    {
        var isPayPals =
            Uri.TryCreate(headers["PAYPAL-CERT-URL"].ToString(), UriKind.Absolute, out var certificate)
            && certificate.Scheme == Uri.UriSchemeHttps
            && certificate.Host.EndsWith(CertificateHost, StringComparison.OrdinalIgnoreCase);
        if (!isPayPals || Signed.Any(signed => headers[signed.Header].ToString().Length == 0))
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (member, header) in Signed)
            {
                json.WriteString(member, headers[header].ToString());
            }

            json.WriteString("webhook_id", options.Value.WebhookId);
            json.WritePropertyName("webhook_event");
            json.WriteRawValue(body, skipInputValidation: true);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
