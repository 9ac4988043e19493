using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using AffiliateFunctions.Programs;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>
/// The way of a compressed body from the sender to the function, through the real clients and converters.
/// </summary>
public sealed class QueueBodyTests
{
    private static readonly CompressedMessage<IReadOnlyList<string>, string> Messages = new("XX1", "words")
    {
        ItemsOf = words => words,
        WithItems = (_, words) => words,
        NameOf = word => $"word {word}",
        MaxItems = 1_000,
    };

    // Random letters, which Brotli makes bytes of that are no UTF-8.
    private static readonly string[] Words =
    [
        .. Enumerable
            .Range(0, 500)
            .Select(number => Convert.ToHexString(BitConverter.GetBytes(number * 2_654_435_761L))),
    ];

    [Fact]
    public async Task A_body_arrives_as_it_was_written()
    {
        var body = Messages.Write(Words);
        Assert.NotEqual(body, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)));

        // The platform reads the message's text in the encoding of host.json, and sends the bytes to the worker.
        var sent = await SentTextAsync(body);
        Assert.Equal("base64", QueueSettings().GetProperty("messageEncoding").GetString());
        var bound = await ConvertAsync(new ReadOnlyMemory<byte>(Convert.FromBase64String(sent)), typeof(byte[]));

        Assert.Equal(Words, Messages.Unpack(Assert.IsType<byte[]>(bound)));
    }

    [Fact]
    public async Task A_body_that_is_bound_as_text_is_destroyed()
    {
        var bound = await ConvertAsync(new ReadOnlyMemory<byte>(Messages.Write(Words)), typeof(string));
        Assert.ThrowsAny<Exception>(() => Messages.Unpack(Encoding.UTF8.GetBytes(Assert.IsType<string>(bound))));
    }

    [Fact]
    public async Task The_platform_is_told_to_send_bytes()
    {
        var provider = (IFunctionMetadataProvider)
            Activator.CreateInstance(
                typeof(IPrograms).Assembly.GetType(
                    "AffiliateFunctions.GeneratedFunctionMetadataProvider",
                    throwOnError: true
                )!
            )!;
        var triggers = (await provider.GetFunctionMetadataAsync(string.Empty))
            .SelectMany(function => function.RawBindings!)
            .Select(binding => JsonDocument.Parse(binding).RootElement)
            .Where(binding => binding.GetProperty("type").GetString() == "queueTrigger")
            .ToList();
        Assert.NotEmpty(triggers);
        Assert.All(
            triggers,
            trigger =>
            {
                Assert.Equal("Binary", trigger.GetProperty("dataType").GetString());
                Assert.DoesNotContain(
                    "supportsDeferredBinding",
                    trigger.GetRawText(),
                    StringComparison.OrdinalIgnoreCase
                );
            }
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("XX")]
    [InlineData("XX2 and more")]
    [InlineData("XX1 and no Brotli")]
    public void A_message_of_another_kind_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => Messages.Unpack(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_fits_is_no_longer_than_a_message_may_be()
    {
        Assert.True(Messages.Fits(Words));
        Assert.False(Messages.Fits([.. Enumerable.Range(0, 5_000).Select(Hash)]));
    }

    [Fact]
    public void A_message_that_is_too_long_is_split_and_its_items_keep_their_order()
    {
        string[] words = [.. Enumerable.Range(0, 4_000).Select(Hash)];
        var bodies = Messages.Pack(words).ToList();
        Assert.Equal(4, bodies.Count);
        Assert.All(bodies, body => Assert.InRange(body.ToArray().Length, 1, 48 * 1024));
        Assert.Equal(words, bodies.SelectMany(Messages.Unpack));
        Assert.Single(Messages.Pack(Words));
    }

    [Fact]
    public void An_item_that_fits_into_no_message_is_named() =>
        Assert.Equal(
            "The word A does not fit into a message.",
            Assert
                .Throws<InvalidDataException>(() =>
                    new CompressedMessage<IReadOnlyList<string>, string>("XX1", "words")
                    {
                        ItemsOf = words => words,
                        WithItems = (_, words) => words,
                        NameOf = word => $"word {word[..1]}",
                    }.Pack(["A" + string.Concat(Enumerable.Range(0, 5_000).Select(Hash))])
                )
                .Message
        );

    // Messages that an earlier version has queued.
    [Fact]
    public void Messages_in_the_queues_stay_readable()
    {
        const string Event = """
            [{
              "program": "demo", "type": "sale", "received_at": "2026-11-29T10:00:00+00:00", "row_version": "v",
              "body": { "event_id": "sale-1", "amount": 1000, "currency": "USD" }
            }]
            """;
        const string Notices = """
            {
              "program": "demo", "at": "2026-11-29T10:00:00+00:00",
              "notices": [{ "id": "msg_1", "type": "sale.created", "payload": "{}" }]
            }
            """;

        var trackingEvent = Assert.Single(EventMessage.Body.Unpack(BodyOf("TE1", Event)));
        var message = WebhookEventMessage.Body.Unpack(BodyOf("WH1", Notices));

        Assert.Equal(
            ("sale-1", "demo", "v"),
            (trackingEvent.Id.Value, trackingEvent.Program.Value, trackingEvent.RowVersion)
        );
        Assert.Equal("demo", message.Program.Value);
        Assert.Equal([new SerializedWebhookEvent("msg_1", "sale.created", "{}")], message.Notices);
    }

    private static byte[] BodyOf(string mark, string json)
    {
        using var body = new MemoryStream();
        body.Write(Encoding.ASCII.GetBytes(mark));
        using (var compressed = new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(Encoding.UTF8.GetBytes(json));
        }

        return body.ToArray();
    }

    private static string Hash(int number) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)));

    private static async Task<string> SentTextAsync(byte[] body)
    {
        var storage = new Storage();
        var services = new ServiceCollection().AddSingleton(
            new QueueClientOptions { Transport = new HttpClientTransport(storage) }
        );
        services.AddStorage(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" }
                )
                .Build()
        );
        await using var provider = services.BuildServiceProvider();
        await provider
            .GetRequiredService<QueueServiceClient>()
            .GetQueueClient("queue")
            .SendMessageAsync(new BinaryData(body));
        return storage.Text!;
    }

    private static async Task<object?> ConvertAsync(object source, Type target)
    {
        var services = new ServiceCollection();
        services.AddFunctionsWorkerDefaults();
        await using var provider = services.BuildServiceProvider();
        foreach (var type in provider.GetRequiredService<IOptions<WorkerOptions>>().Value.InputConverters)
        {
            var converter = (IInputConverter)ActivatorUtilities.CreateInstance(provider, type);
            if (
                await converter.ConvertAsync(new Context(source, target)) is
                { Status: ConversionStatus.Succeeded } converted
            )
            {
                return converted.Value;
            }
        }

        return null;
    }

    private static JsonElement QueueSettings() =>
        JsonDocument
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))
            .RootElement.GetProperty("extensions")
            .GetProperty("queues");

    private sealed class Context(object source, Type target) : ConverterContext
    {
        public override Type TargetType => target;

        public override object? Source => source;

        public override FunctionContext FunctionContext { get; } = Mock.Of<FunctionContext>();

        public override IReadOnlyDictionary<string, object> Properties { get; } = new Dictionary<string, object>();
    }

    // Takes a message and keeps its text.
    private sealed class Storage : HttpMessageHandler
    {
        public string? Text { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Text = XDocument
                .Parse(await request.Content!.ReadAsStringAsync(cancellationToken))
                .Root!.Element("MessageText")!
                .Value;
            const string Receipt = """
                <QueueMessagesList><QueueMessage><MessageId>1</MessageId><InsertionTime>Fri, 09 Oct 2026 18:55:00 GMT</InsertionTime>
                <ExpirationTime>Fri, 09 Oct 2026 19:55:00 GMT</ExpirationTime><PopReceipt>1</PopReceipt>
                <TimeNextVisible>Fri, 09 Oct 2026 18:55:00 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>
                """;
            return new HttpResponseMessage(System.Net.HttpStatusCode.Created)
            {
                Content = new StringContent(Receipt, Encoding.UTF8, "application/xml"),
            };
        }
    }
}
