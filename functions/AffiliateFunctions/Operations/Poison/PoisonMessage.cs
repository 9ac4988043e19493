using System.Text;
using Affiliate.Pages;
using Azure.Storage.Queues.Models;

namespace AffiliateFunctions.Operations.Poison;

/// <summary>A queue of messages that failed too often.</summary>
/// <param name="Queue">The name of the poison queue.</param>
/// <param name="Source">The queue from which the messages came.</param>
/// <param name="Count">The approximate number of messages.</param>
/// <param name="Messages">The first 32 messages.</param>
public sealed record PoisonQueue(string Queue, string Source, long Count, IReadOnlyList<PoisonMessage> Messages);

/// <summary>A message that failed too often.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="InsertedAt">When the platform moved it here.</param>
/// <param name="Size">The size of its text in storage, in bytes.</param>
/// <param name="Contents">
/// What it contains, such as <c>acme/sale-1</c> for each event; null if the app cannot read it.
/// </param>
/// <param name="BeginsWith">The beginning of a message that the app cannot read, as text; null for others.</param>
public sealed record PoisonMessage(
    string Id,
    DateTimeOffset? InsertedAt,
    int Size,
    IReadOnlyList<string>? Contents,
    string? BeginsWith
)
{
    private const int MaxBeginning = 200;

    /// <summary>Describes a message.</summary>
    /// <param name="message">The message as it is in storage.</param>
    /// <param name="namesOf">Returns the names of a message's contents; null for a queue whose messages are texts.</param>
    internal static PoisonMessage Of(PeekedMessage message, Func<byte[], IReadOnlyList<string>>? namesOf)
    {
        var body = BytesOf(message.MessageText);
        IReadOnlyList<string>? contents = null;
        try
        {
            contents = namesOf?.Invoke(body);
        }
        catch (InvalidDataException)
        {
            // The message is shown by its beginning.
        }

        return new PoisonMessage(
            message.MessageId,
            message.InsertedOn,
            Encoding.UTF8.GetByteCount(message.MessageText),
            contents,
            contents is null
                ? DisplayText
                    .LineOf(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxBeginning))))
                    .Trim()
                : null
        );
    }

    // The app's own messages are base64; others can be anything.
    private static byte[] BytesOf(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : Encoding.UTF8.GetBytes(text);
    }
}
