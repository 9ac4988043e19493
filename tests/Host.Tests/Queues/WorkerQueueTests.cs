using System.IO.Compression;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using SampleFunctions;
using SampleFunctions.Queues;
using Testing;

namespace LocalHost.Tests.Queues;

/// <summary>Messages on their way through the real worker and its converters.</summary>
public sealed class WorkerQueueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_real_worker_gets_messages_in_the_type_that_its_function_takes()
    {
        var compressed = Compress("A text that is long enough to be compressed, compressed, compressed.");
        var storage = azurite.TakeAccount();
        await using var app = await SampleApp.StartAsync(storage);
        await SendAsync(storage, "texts", BinaryData.FromString("grüß"));
        await SendAsync(storage, "bytes", BinaryData.FromBytes(compressed));
        await SendAsync(storage, "data", BinaryData.FromString("dåta"));
        await SendAsync(storage, "messages", BinaryData.FromString("whole"));
        await SendAsync(storage, "parcels", BinaryData.FromString("""{"name":"tea","weight":3}"""));

        await app.Clock.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        var received = app.Services.GetRequiredService<ReceivedValues>();
        Assert.Equal(["grüß"], received.TextsOf(nameof(MessageFunctions.TakeText)));
        Assert.Equal([Convert.ToHexString(compressed)], received.TextsOf(nameof(MessageFunctions.TakeBytes)));
        Assert.Equal(["dåta"], received.TextsOf(nameof(MessageFunctions.TakeData)));
        Assert.Equal(["whole 1 True"], received.TextsOf(nameof(MessageFunctions.TakeMessage)));
        Assert.Equal(["tea 3 tea 1 True True"], received.TextsOf(nameof(MessageFunctions.TakeParcel)));
    }

    [Fact]
    public async Task A_compressed_body_reaches_a_function_that_takes_binary_data_destroyed_as_on_the_platform()
    {
        var storage = azurite.TakeAccount();
        await using var app = await SampleApp.StartAsync(storage);
        await SendAsync(storage, "data", BinaryData.FromBytes(Compress("compressed")));

        await app.Clock.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        var received = app.Services.GetRequiredService<ReceivedValues>();
        Assert.Contains('\ufffd', Assert.Single(received.TextsOf(nameof(MessageFunctions.TakeData))));
    }

    [Fact]
    public async Task A_message_that_is_no_JSON_of_the_type_fails_until_it_is_poison()
    {
        var storage = azurite.TakeAccount();
        await using var app = await SampleApp.StartAsync(storage);
        await SendAsync(storage, "parcels", BinaryData.FromString("no parcel"));

        await app.Clock.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        var poison = new QueueClient(storage, "parcels-poison");
        Assert.Single((await poison.PeekMessagesAsync(32)).Value);
        Assert.Empty(app.Services.GetRequiredService<ReceivedValues>().TextsOf(nameof(MessageFunctions.TakeParcel)));
    }

    private static async Task SendAsync(string storage, string queue, BinaryData body)
    {
        var client = new QueueClient(storage, queue, new() { MessageEncoding = QueueMessageEncoding.Base64 });
        await client.CreateIfNotExistsAsync();
        await client.SendMessageAsync(body);
    }

    private static byte[] Compress(string text)
    {
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Fastest))
        using (var writer = new StreamWriter(brotli))
        {
            writer.Write(text);
        }

        // A byte that occurs in no UTF-8 text, whatever the compression makes of the text.
        return [0xff, .. bytes.ToArray()];
    }
}
