using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using LocalHost.Queues;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Tests.Queues;

public sealed class MessagePayloadTests
{
    private static readonly DateTimeOffset InsertedOn = new(2026, 3, 1, 7, 30, 0, TimeSpan.Zero);
    private static readonly byte[] Compressed = [0x1f, 0x8b, 0x08, 0x00, 0xff, 0xfe];

    [Fact]
    public void A_function_that_takes_bytes_gets_them_unchanged()
    {
        var invocation = Invoke("Binary", isDeferred: false, Compressed);
        Assert.Equal(Compressed, invocation.TriggerValue.Bytes.ToByteArray());
        Assert.DoesNotContain("QueueTrigger", invocation.Metadata.Keys);
    }

    [Theory]
    [InlineData("String")]
    [InlineData(null)]
    public void A_function_that_takes_text_or_JSON_gets_text(string? dataType)
    {
        var invocation = Invoke(dataType, isDeferred: false, "grüß"u8.ToArray());
        Assert.Equal("grüß", invocation.TriggerValue.String);
        Assert.Equal("grüß", invocation.Metadata["QueueTrigger"].String);
    }

    [Fact]
    public void A_body_that_is_no_text_is_refused_for_a_function_that_takes_text() =>
        Assert.Throws<DecoderFallbackException>(() => Invoke("String", isDeferred: false, Compressed));

    [Fact]
    public void A_function_that_takes_the_message_gets_its_JSON()
    {
        var data = Invoke(null, isDeferred: true, "grüß"u8.ToArray()).TriggerValue.ModelBindingData;
        Assert.Equal(("1.0", "AzureStorageQueues", "application/json"), (data.Version, data.Source, data.ContentType));
        var message = Json(data);
        Assert.Equal("grüß", message.GetProperty("MessageText").GetString());
        Assert.Equal("m1", message.GetProperty("MessageId").GetString());
        Assert.Equal("r1", message.GetProperty("PopReceipt").GetString());
        Assert.Equal(2, message.GetProperty("DequeueCount").GetInt64());
        Assert.Equal(InsertedOn, message.GetProperty("InsertedOn").GetDateTimeOffset());
    }

    // The platform destroys such bodies too; a function that takes them has to take byte[].
    [Fact]
    public void The_JSON_of_a_message_has_no_bytes_that_are_no_text()
    {
        var data = Invoke(null, isDeferred: true, Compressed).TriggerValue.ModelBindingData;
        Assert.Contains('\ufffd', Json(data).GetProperty("MessageText").GetString()!);
    }

    [Fact]
    public void The_metadata_has_texts_as_text_and_numbers_and_times_as_JSON()
    {
        var metadata = Invoke("String", isDeferred: false, "m"u8.ToArray()).Metadata;
        Assert.Equal("m1", metadata["Id"].String);
        Assert.Equal("r1", metadata["PopReceipt"].String);
        Assert.Equal("2", metadata["DequeueCount"].Json);
        Assert.Equal("\"2026-03-01T07:30:00+00:00\"", metadata["InsertionTime"].Json);
        Assert.Equal("\"2026-03-08T07:30:00+00:00\"", metadata["ExpirationTime"].Json);
        Assert.Equal("\"9999-12-31T23:59:59.9999999+00:00\"", metadata["NextVisibleTime"].Json);
    }

    [Fact]
    public void The_metadata_has_the_members_of_a_message_that_is_a_JSON_object()
    {
        var message = """{"name":"tea","weight":3,"fresh":true,"id":"own","box":{"a":1},"list":[1],"none":null}"""u8;
        var metadata = Invoke(null, isDeferred: false, message.ToArray()).Metadata;
        Assert.Equal("tea", metadata["name"].String);
        Assert.Equal("3", metadata["weight"].String);
        Assert.Equal("True", metadata["fresh"].String);
        Assert.Equal("own", metadata["Id"].String);
        Assert.Equal("""{"a":1}""", metadata["box"].Json);
        Assert.DoesNotContain("list", metadata.Keys);
        Assert.DoesNotContain("none", metadata.Keys);
    }

    [Theory]
    [InlineData("{no JSON}")]
    [InlineData("[1]")]
    public void A_message_that_is_no_JSON_object_adds_no_metadata(string text) =>
        Assert.Equal(7, Invoke("String", isDeferred: false, Encoding.UTF8.GetBytes(text)).Metadata.Count);

    private static Invocation Invoke(string? dataType, bool isDeferred, byte[] body) =>
        MessagePayload.ToInvocation(
            FunctionBuilder.Queue("Work", "work", dataType, isDeferred).Trigger,
            QueuesModelFactory.QueueMessage(
                "m1",
                "r1",
                BinaryData.FromBytes(body),
                2,
                null,
                InsertedOn,
                InsertedOn.AddDays(7)
            )
        );

    private static JsonElement Json(ModelBindingData data) =>
        JsonDocument.Parse(data.Content.ToStringUtf8()).RootElement;
}
