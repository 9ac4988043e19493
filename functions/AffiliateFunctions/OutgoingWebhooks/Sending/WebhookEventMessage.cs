using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>A message of the queue of notices.</summary>
/// <param name="Program">The program.</param>
/// <param name="At">When they were told.</param>
/// <param name="Notices">The notices.</param>
internal sealed record WebhookEventMessage(
    ProgramSlug Program,
    DateTimeOffset At,
    IReadOnlyList<SerializedWebhookEvent> Notices
)
{
    public const string Queue = "webhooks";

    // So many are sent well before the message would be delivered again.
    private const int MaxNotices = 200;

    private static readonly CompressedMessage Body = new("WH1", "notices");

    /// <summary>As few messages as hold the notices, in their order.</summary>
    public static IEnumerable<BinaryData> Pack(
        ProgramSlug program,
        DateTimeOffset at,
        IReadOnlyList<SerializedWebhookEvent> notices
    )
    {
        if (
            notices.Count <= MaxNotices
            && Body.Write(new WebhookEventMessage(program, at, notices))
                is { Length: <= CompressedMessage.MaxBytes } body
        )
        {
            return [new BinaryData(body)];
        }

        return notices.Count > 1
            ?
            [
                .. Pack(program, at, [.. notices.Take(notices.Count / 2)]),
                .. Pack(program, at, [.. notices.Skip(notices.Count / 2)]),
            ]
            : throw new InvalidDataException($"The notice {notices[0].Id} does not fit into a message.");
    }

    /// <summary>Whether a message holds notices.</summary>
    public static bool HoldsNotices(byte[] message) => Body.Holds<WebhookEventMessage>(message);

    /// <summary>The message as it was packed.</summary>
    /// <exception cref="InvalidDataException">The message holds no notices.</exception>
    public static WebhookEventMessage Unpack(byte[] message) => Body.Read<WebhookEventMessage>(message);

    /// <inheritdoc cref="Unpack(byte[])"/>
    public static WebhookEventMessage Unpack(BinaryData message) => Unpack(message.ToArray());
}
