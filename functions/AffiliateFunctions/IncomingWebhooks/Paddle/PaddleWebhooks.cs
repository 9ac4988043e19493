using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Paddle;

/// <summary>
/// Reads Paddle Billing's events (https://developer.paddle.com/webhooks/about/overview). A completed transaction is a
/// sale, an approved refund or chargeback adjustment takes it back, and a customer provides its touch and e-mail
/// address.
/// </summary>
internal sealed class PaddleWebhooks : IWebhookProvider
{
    private const string Header = "Paddle-Signature";

    public string Name => "paddle";

    /// <inheritdoc/>
    /// <remarks>
    /// The header contains the time and, during the rotation of a secret, several signatures: <c>ts=…;h1=…;h1=…</c>.
    /// Each covers time, colon and body (https://developer.paddle.com/webhooks/about/signature-verification). Paddle's
    /// own libraries allow five seconds. Five minutes, as for the other providers, tolerate a wrong clock, and a replay
    /// within that time has no second effect.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var parts = (request.Header(Header) ?? string.Empty)
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToList();
        var time = parts.FirstOrDefault(part => part[0] == "ts")?[1];
        return Signatures.IsTimely(time, now)
            && Signatures.AnyFits(
                Signatures.Plain(secrets),
                Signatures.Message($"{time}:", request.Body),
                [.. parts.Where(part => part[0] == "h1").Select(part => Signatures.Hex(part[1])).OfType<byte[]>()]
            );
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Only events of the webhook simulator are marked, by the prefix of their ids
    /// (https://developer.paddle.com/api-reference/simulation-events/overview). A sandbox is a separate account with
    /// its own secret.
    /// </remarks>
    public WebhookEnvelope Describe(JsonElement sent, SignedRequest request) =>
        new(
            sent.Text("event_id"),
            sent.Text("event_type"),
            IsTest: IsSimulated(sent.Text("event_id")) || IsSimulated(sent.Text("notification_id"))
        );

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request)
    {
        if (sent.Member("data") is not { } about)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        return sent.Text("event_type") switch
        {
            "transaction.completed" => PaddleEvents.Sale(sent, about),
            "customer.created" or "customer.updated" => PaddleEvents.Customer(sent, about),
            "discount.created" or "discount.updated" => PaddleEvents.Discount(about),
            "adjustment.created" or "adjustment.updated" => WebhookContent.OfOne(
                PaddleEvents.Refund(sent, about),
                about.Text("status") == "pending_approval" ? IgnoredReasons.PaymentPending : IgnoredReasons.NoMoneyMoved
            ),
            _ => WebhookContent.Ignored(IgnoredReasons.UnknownType),
        };
    }

    private static bool IsSimulated(string? id) => id?.StartsWith("ntfsim", StringComparison.Ordinal) == true;
}
