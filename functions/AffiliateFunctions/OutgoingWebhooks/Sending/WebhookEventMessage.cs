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
    public const string Queue = "webhooks";

    // So many events are sent well before the message becomes visible again.
    private const int MaxNotices = 200;

    private static readonly CompressedMessage Body = new("WH1", "notices");

    /// <summary>Packs the webhook events into as few messages as possible, in their order.</summary>
    public static IEnumerable<BinaryData> Pack(
        ProgramSlug program,
        DateTimeOffset at,
        IReadOnlyList<SerializedWebhookEvent> webhookEvents
    )
    {
        if (
            webhookEvents.Count <= MaxNotices
            && Body.Write(new WebhookEventMessage(program, at, webhookEvents))
                is { Length: <= CompressedMessage.MaxBytes } body
        )
        {
            return [new BinaryData(body)];
        }

        return webhookEvents.Count > 1
            ?
            [
                .. Pack(program, at, [.. webhookEvents.Take(webhookEvents.Count / 2)]),
                .. Pack(program, at, [.. webhookEvents.Skip(webhookEvents.Count / 2)]),
            ]
            : throw new InvalidDataException($"The webhook event {webhookEvents[0].Id} does not fit into a message.");
    }

    /// <summary>Whether a message contains webhook events.</summary>
    public static bool HoldsNotices(byte[] message) => Body.Holds<WebhookEventMessage>(message);

    /// <summary>Returns the message that was packed.</summary>
    /// <exception cref="InvalidDataException">The message contains no webhook events.</exception>
    public static WebhookEventMessage Unpack(byte[] message) => Body.Read<WebhookEventMessage>(message);

    /// <inheritdoc cref="Unpack(byte[])"/>
    public static WebhookEventMessage Unpack(BinaryData message) => Unpack(message.ToArray());
}
