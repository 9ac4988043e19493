using System.Buffers;
using System.Text.Json;
using Azure.Core;

namespace Testing.Tables;

/// <summary>An answer of the Table service.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ETag">The ETag of the entity; null for none.</param>
/// <param name="Body">The body.</param>
internal sealed record TableAnswer(int Status, string? ETag = null, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>The type of the body.</summary>
    public string ContentType { get; init; } = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8";

    /// <summary>The first row of the next page; null when there is none.</summary>
    public (string Partition, string Key)? Next { get; init; }

    /// <summary>The answer to a request that is refused.</summary>
    /// <param name="fault">Why it is refused.</param>
    /// <returns>The answer, whose message begins with the index of the operation of a transaction.</returns>
    public static TableAnswer Of(TableFault fault)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartObject("odata.error");
        json.WriteString("code", fault.Code);
        json.WriteStartObject("message");
        json.WriteString("lang", "en-US");
        json.WriteString("value", fault.Operation is { } operation ? $"{operation}:{fault.Message}" : fault.Message);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new(fault.Status, Body: body.WrittenMemory) { ContentType = "application/json;odata=minimalmetadata" };
    }

    /// <summary>The headers.</summary>
    /// <returns>Their names and values.</returns>
    public IEnumerable<HttpHeader> Headers()
    {
        if (Body.Length > 0)
        {
            yield return new("Content-Type", ContentType);
        }

        if (ETag is not null)
        {
            yield return new("ETag", ETag);
        }

        if (Next is { } next)
        {
            yield return new("x-ms-continuation-NextPartitionKey", Continuation.Encode(next.Partition));
            yield return new("x-ms-continuation-NextRowKey", Continuation.Encode(next.Key));
        }
    }
}
