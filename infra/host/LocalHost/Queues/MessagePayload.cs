using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Queues;

/// <summary>
/// Converts queue messages to the form in which the platform's host and its queue extension
/// (Microsoft.Azure.WebJobs.Extensions.Storage.Queues) send them to a worker.
/// </summary>
internal static class MessagePayload
{
    private const string ModelVersion = "1.0";
    private const string ModelSource = "AzureStorageQueues";
    private const string ModelContentType = "application/json";
    private const string BinaryDataType = "Binary";

    // Where a function takes text, the platform rejects bytes that are not UTF-8 instead of replacing them.
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Builds the invocation of a function for a message.</summary>
    /// <param name="binding">The function's queue trigger.</param>
    /// <param name="message">The message, its body decoded.</param>
    /// <returns>The invocation.</returns>
    /// <exception cref="DecoderFallbackException">The function takes text, and the body is not UTF-8.</exception>
    public static Invocation ToInvocation(FunctionBinding binding, QueueMessage message)
    {
        var value = ToTriggerValue(binding, message);
        return new() { TriggerValue = value, Metadata = ToMetadata(message, value) };
    }

    // The worker's SDK uses deferred binding for BinaryData and QueueMessage parameters. Its JSON contains the body as
    // text, in which bytes that are not UTF-8 are replaced, as on the platform.
    private static TypedData ToTriggerValue(FunctionBinding binding, QueueMessage message)
    {
        if (binding.SupportsDeferredBinding)
        {
            return new()
            {
                ModelBindingData = new()
                {
                    Version = ModelVersion,
                    Source = ModelSource,
                    ContentType = ModelContentType,
                    Content = Wrap(BinaryData.FromObjectAsJson(message)),
                },
            };
        }

        return BinaryDataType.Equals(binding.DataType, StringComparison.OrdinalIgnoreCase)
            ? new() { Bytes = Wrap(message.Body) }
            : new() { String = StrictUtf8.GetString(message.Body.ToMemory().Span) };
    }

    /// <summary>
    /// The trigger metadata (Azure Functions, "Queue storage trigger: message metadata"). Texts are sent as text,
    /// numbers and times as JSON. The members of a message that is a JSON object are added, as the platform's host
    /// does.
    /// </summary>
    private static Dictionary<string, TypedData> ToMetadata(QueueMessage message, TypedData value)
    {
        var metadata = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase)
        {
            ["DequeueCount"] = Json(message.DequeueCount),
            ["ExpirationTime"] = Json(message.ExpiresOn ?? DateTimeOffset.MaxValue),
            ["Id"] = Text(message.MessageId),
            ["InsertionTime"] = Json(message.InsertedOn ?? TimeProvider.System.GetUtcNow()),
            ["NextVisibleTime"] = Json(message.NextVisibleOn ?? DateTimeOffset.MaxValue),
            ["PopReceipt"] = Text(message.PopReceipt),
        };
        if (TryReadText(message.Body) is { } text)
        {
            metadata["QueueTrigger"] = Text(text);
        }

        if (value.DataCase == TypedData.DataOneofCase.String)
        {
            foreach (var (name, member) in MembersOf(value.String))
            {
                metadata[name] = member;
            }
        }

        return metadata;
    }

    private static List<(string Name, TypedData Value)> MembersOf(string text)
    {
        if (!text.AsSpan().Trim().StartsWith('{'))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return
            [
                .. from member in document.RootElement.EnumerateObject()
                where member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)
                select (member.Name, ToMetadataValue(member.Value)),
            ];
        }
        catch (JsonException)
        {
            // A message that begins like JSON but is not JSON is treated as text.
            return [];
        }
    }

    private static TypedData ToMetadataValue(JsonElement member) =>
        member.ValueKind switch
        {
            JsonValueKind.Object => new() { Json = JsonSerializer.Serialize(member) },
            JsonValueKind.True or JsonValueKind.False => Text(member.GetBoolean().ToString()),
            JsonValueKind.String => Text(member.GetString()!),
            _ => Text(member.GetRawText()),
        };

    private static string? TryReadText(BinaryData body)
    {
        try
        {
            return StrictUtf8.GetString(body.ToMemory().Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static ByteString Wrap(BinaryData data) => UnsafeByteOperations.UnsafeWrap(data.ToMemory());

    private static TypedData Text(string text) => new() { String = text };

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
