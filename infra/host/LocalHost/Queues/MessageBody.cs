using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure.Core.Serialization;
using Azure.Storage.Queues.Models;

namespace LocalHost.Queues;

/// <summary>The body of a message in the forms in which functions take it.</summary>
internal static class MessageBody
{
    /// <summary>Undoes the encoding that host.json names.</summary>
    /// <param name="stored">The message as it is stored.</param>
    /// <param name="isBase64">Whether bodies are written in base64, else plainly.</param>
    /// <param name="message">The message with its body decoded.</param>
    /// <returns>Whether it could be decoded.</returns>
    public static bool TryDecode(QueueMessage stored, bool isBase64, [NotNullWhen(true)] out QueueMessage? message)
    {
        message = stored;
        if (isBase64)
        {
            var text = stored.Body.ToString();
            var bytes = new byte[text.Length];
            message = Convert.TryFromBase64String(text, bytes, out var count) ? With(stored, BinaryData.FromBytes(bytes.AsMemory(0, count))) : null;
        }

        return message is not null;
    }

    /// <summary>Gives the message in a parameter's type.</summary>
    /// <param name="message">The message, decoded.</param>
    /// <param name="type">The type: the text, the bytes, the message itself, or anything that its JSON describes.</param>
    /// <param name="serializer">Reads the JSON.</param>
    /// <returns>The value.</returns>
    public static object? As(QueueMessage message, Type type, ObjectSerializer serializer) => type switch
    {
        _ when type == typeof(string) => message.Body.ToString(),
        _ when type == typeof(byte[]) => message.Body.ToArray(),
        _ when type == typeof(BinaryData) => message.Body,
        _ when type == typeof(QueueMessage) => message,
        _ => serializer.Deserialize(message.Body.ToStream(), type, CancellationToken.None),
    };

    /// <summary>What the platform tells of a message besides its body ("Queue storage trigger: message metadata").</summary>
    /// <param name="message">The message, decoded.</param>
    /// <returns>Names and values, the values as text.</returns>
    public static IReadOnlyDictionary<string, object?> Metadata(QueueMessage message) =>
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = message.Body.ToString(),
            ["Id"] = message.MessageId,
            ["PopReceipt"] = message.PopReceipt,
            ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
            ["InsertionTime"] = message.InsertedOn?.ToString("O", CultureInfo.InvariantCulture),
            ["ExpirationTime"] = message.ExpiresOn?.ToString("O", CultureInfo.InvariantCulture),
            ["NextVisibleTime"] = message.NextVisibleOn?.ToString("O", CultureInfo.InvariantCulture),
        };

    private static QueueMessage With(QueueMessage stored, BinaryData body) => QueuesModelFactory.QueueMessage(
        stored.MessageId, stored.PopReceipt, body, stored.DequeueCount, stored.NextVisibleOn, stored.InsertedOn, stored.ExpiresOn);
}
