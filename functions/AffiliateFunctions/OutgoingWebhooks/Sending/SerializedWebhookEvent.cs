using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>A webhook event as it is sent.</summary>
/// <param name="Id">The id: a hash of program, type and cause. It contains no full stop, as the signature
/// requires.</param>
/// <param name="Type">The type.</param>
/// <param name="Payload">The exact request body.</param>
internal sealed record SerializedWebhookEvent(string Id, string Type, string Payload)
{
    private const int IdBytes = 16;

    /// <summary>Serializes a webhook event of a program.</summary>
    public static SerializedWebhookEvent Of(ProgramSlug program, WebhookEvent webhookEvent)
    {
        // The cause comes last, because neither a slug nor a type contains a line feed.
        var name = SHA256.HashData(Encoding.UTF8.GetBytes($"{program}\n{webhookEvent.Type}\n{webhookEvent.Cause}"));
        var payload = JsonSerializer.Serialize(
            new Body(webhookEvent.Type, webhookEvent.At.UtcDateTime, webhookEvent.Data),
            StoredJson.Options
        );
        return new SerializedWebhookEvent(
            $"msg_{Convert.ToHexStringLower(name.AsSpan(0, IdBytes))}",
            webhookEvent.Type,
            payload
        );
    }

    /// <summary>Creates the delivery to an endpoint.</summary>
    /// <param name="made">When the webhook event was published.</param>
    /// <param name="due">When the delivery is attempted, unless it is attempted before.</param>
    public Delivery Delivery(DateTimeOffset made, DateTimeOffset due) =>
        new()
        {
            Id = Id,
            Type = Type,
            Payload = Payload,
            CreatedAt = made,
            NextAttemptAt = due,
        };

    private sealed record Body(string Type, DateTime Timestamp, object Data);
}
