using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Queues.Models;

namespace LocalHost.Queues;

/// <summary>The encodings of message bodies that host.json can name (extensions.queues.messageEncoding).</summary>
internal static class MessageEncodings
{
    /// <summary>Bodies are stored as base64 of their bytes; the default.</summary>
    public const string Base64 = "base64";

    /// <summary>Bodies are stored as they are.</summary>
    public const string None = "none";

    /// <summary>Decodes the body of a message.</summary>
    /// <param name="stored">The message as it is stored.</param>
    /// <param name="encoding">The encoding that host.json names.</param>
    /// <param name="message">The message with its body decoded.</param>
    /// <returns>Whether the body could be decoded.</returns>
    public static bool TryDecode(QueueMessage stored, string encoding, [NotNullWhen(true)] out QueueMessage? message)
    {
        message = stored;
        if (encoding == Base64)
        {
            var text = stored.Body.ToString();
            var bytes = new byte[text.Length];
            message = Convert.TryFromBase64String(text, bytes, out var count)
                ? WithBody(stored, BinaryData.FromBytes(bytes.AsMemory(0, count)))
                : null;
        }

        return message is not null;
    }

    private static QueueMessage WithBody(QueueMessage stored, BinaryData body) =>
        QueuesModelFactory.QueueMessage(
            stored.MessageId,
            stored.PopReceipt,
            body,
            stored.DequeueCount,
            stored.NextVisibleOn,
            stored.InsertedOn,
            stored.ExpiresOn
        );
}
