using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Packs and unpacks one kind of queue message. A body is a mark that names the kind, then JSON compressed with Brotli.
/// The body is bytes and not text: the queue client writes it in base64, the platform decodes it
/// (<c>messageEncoding</c> in host.json), and a function binds it as <c>byte[]</c>. Any other binding reads the body as
/// UTF-8 and destroys it.
/// </summary>
/// <typeparam name="TMessage">The content of a message.</typeparam>
/// <typeparam name="TItem">The items of a message; a message that is too long is split between them.</typeparam>
/// <param name="mark">The mark, in ASCII. Messages of this kind can be in queues, so it does not change.</param>
/// <param name="content">The content of the message, for error messages.</param>
internal sealed class CompressedMessage<TMessage, TItem>(string mark, string content)
    where TMessage : class
{
    // A message has at most 64 KiB (https://learn.microsoft.com/rest/api/storageservices/put-message), which is 48 KiB
    // before base64.
    private const int MaxBytes = 48 * 1024;

    // Brotli adds a few bytes to JSON that it cannot compress.
    private const int MaxOverhead = 1024;

    private readonly byte[] mark = Encoding.ASCII.GetBytes(mark);

    /// <summary>Returns the items of a message.</summary>
    public required Func<TMessage, IReadOnlyList<TItem>> ItemsOf { get; init; }

    /// <summary>Returns a message with other items.</summary>
    public required Func<TMessage, IReadOnlyList<TItem>, TMessage> WithItems { get; init; }

    /// <summary>Returns the name of an item, for error messages.</summary>
    public required Func<TItem, string> NameOf { get; init; }

    /// <summary>The maximum number of items in a message.</summary>
    public int MaxItems { get; init; } = int.MaxValue;

    /// <summary>Whether the length of the message allows to send it unsplit.</summary>
    public bool Fits(TMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, StoredJson.Options).Length <= MaxBytes - MaxOverhead
        || Write(message).Length <= MaxBytes;

    /// <summary>Packs the message into as few bodies as possible. The items keep their order.</summary>
    /// <exception cref="InvalidDataException">An item does not fit into a message.</exception>
    public IEnumerable<BinaryData> Pack(TMessage message)
    {
        var items = ItemsOf(message);
        if (items.Count <= MaxItems && Write(message) is { Length: <= MaxBytes } body)
        {
            return [new BinaryData(body)];
        }

        return items.Count > 1
            ?
            [
                .. Pack(WithItems(message, [.. items.Take(items.Count / 2)])),
                .. Pack(WithItems(message, [.. items.Skip(items.Count / 2)])),
            ]
            : throw new InvalidDataException($"The {NameOf(items[0])} does not fit into a message.");
    }

    /// <summary>Writes the message into one body, however long.</summary>
    public byte[] Write(TMessage message)
    {
        using var body = new MemoryStream();
        body.Write(mark);
        using (var compressed = new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(compressed, message, StoredJson.Options);
        }

        return body.ToArray();
    }

    /// <summary>Whether <see cref="Unpack(byte[])"/> can read a body.</summary>
    public bool CanUnpack(byte[] body)
    {
        try
        {
            Unpack(body);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="InvalidDataException">The body has another mark, or cannot be read.</exception>
    public TMessage Unpack(byte[] body)
    {
        if (!body.AsSpan().StartsWith(mark))
        {
            throw new InvalidDataException($"The message does not hold {content}.");
        }

        try
        {
            using var rest = new MemoryStream(body, mark.Length, body.Length - mark.Length);
            using var compressed = new BrotliStream(rest, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<TMessage>(compressed, StoredJson.Options)
                ?? throw new InvalidDataException($"The message of {content} is empty.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The message of {content} cannot be read.", fault);
        }
    }

    /// <inheritdoc cref="Unpack(byte[])"/>
    public TMessage Unpack(BinaryData body) => Unpack(body.ToArray());
}
