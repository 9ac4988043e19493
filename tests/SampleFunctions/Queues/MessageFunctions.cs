using System.Globalization;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace SampleFunctions.Queues;

/// <summary>Takes queue messages in each type that the queue extension knows.</summary>
/// <param name="received">Records the messages.</param>
public sealed class MessageFunctions(ReceivedValues received)
{
    /// <summary>Takes a message as text.</summary>
    [Function(nameof(TakeText))]
    public void TakeText([QueueTrigger("texts")] string message) => received.Write(nameof(TakeText), message);

    /// <summary>Takes a message as bytes.</summary>
    [Function(nameof(TakeBytes))]
    public void TakeBytes([QueueTrigger("bytes")] byte[] message) =>
        received.Write(nameof(TakeBytes), Convert.ToHexString(message));

    /// <summary>Takes a message as binary data, which the platform makes of its text.</summary>
    [Function(nameof(TakeData))]
    public void TakeData([QueueTrigger("data")] BinaryData message) =>
        received.Write(nameof(TakeData), message.ToString());

    /// <summary>Takes a whole message.</summary>
    [Function(nameof(TakeMessage))]
    public void TakeMessage([QueueTrigger("messages")] QueueMessage message) =>
        received.Write(nameof(TakeMessage), $"{message.Body} {message.DequeueCount} {message.InsertedOn is not null}");

    /// <summary>Takes a message as an object, with some of its metadata and one of its members.</summary>
    [Function(nameof(TakeParcel))]
    public void TakeParcel(
        [QueueTrigger("parcels")] Parcel message,
        string name,
        int dequeueCount,
        string id,
        DateTimeOffset insertionTime
    )
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{message.Name} {message.Weight} {name} {dequeueCount} {id.Length > 0} {insertionTime.Year > 2000}"
        );
        received.Write(nameof(TakeParcel), text);
    }
}

/// <summary>A message that is JSON.</summary>
/// <param name="Name">A text.</param>
/// <param name="Weight">A number.</param>
public sealed record Parcel(string Name, int Weight);
