using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>A queue message with webhook events.</summary>
/// <param name="Program">The program.</param>
/// <param name="At">When the webhook events were published.</param>
/// <param name="Notices">The webhook events.</param>
internal sealed record WebhookEventMessage(
    ProgramSlug Program,
    DateTimeOffset At,
    IReadOnlyList<SerializedWebhookEvent> Notices
)
{
    /// <summary>The trace in which the webhook events were published, or null if it is not exported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    public const string Queue = "webhooks";

    /// <summary>The body of a message.</summary>
    public static readonly CompressedMessage<WebhookEventMessage, SerializedWebhookEvent> Body = new("WH1", "notices")
    {
        ItemsOf = message => message.Notices,
        WithItems = (message, webhookEvents) => message with { Notices = webhookEvents },
        NameOf = webhookEvent => $"webhook event {webhookEvent.Id}",
        // So many events are sent well before the message becomes visible again.
        MaxItems = 200,
    };

    /// <summary>Returns the program, type and id of each webhook event of a message.</summary>
    public static IReadOnlyList<string> NamesOf(byte[] message)
    {
        var told = Body.Unpack(message);
        return [.. told.Notices.Select(webhookEvent => $"{told.Program}/{webhookEvent.Type} {webhookEvent.Id}")];
    }
}
