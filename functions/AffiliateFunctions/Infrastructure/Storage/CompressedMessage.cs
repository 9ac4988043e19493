using System.IO.Compression;
using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Writes and reads the bodies of one kind of queue message: a mark that names the kind, then JSON compressed with
/// Brotli. The body is bytes and not text: the queue client writes it in base64, the platform decodes it
/// (<c>messageEncoding</c> in host.json), and a function binds it as <c>byte[]</c>. Any other binding reads the body as
/// UTF-8 and destroys it.
/// </summary>
/// <param name="mark">The mark, in ASCII.</param>
/// <param name="content">The content of the message, for error messages.</param>
public sealed class CompressedMessage(string mark, string content)
{
    /// <summary>
    /// The longest body in bytes. A message has at most 64 KiB
    /// (https://learn.microsoft.com/rest/api/storageservices/put-message), which is 48 KiB before base64.
    /// </summary>
    public const int MaxBytes = 48 * 1024;

    // Brotli adds a few bytes to JSON that it cannot compress.
    private const int MaxOverhead = 1024;

    private readonly byte[] mark = System.Text.Encoding.ASCII.GetBytes(mark);

    /// <summary>Whether the value fits into one message.</summary>
    public bool Fits<T>(T value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, StoredJson.Options).Length <= MaxBytes - MaxOverhead
        || Write(value).Length <= MaxBytes;

    /// <summary>
    /// Writes the value. If the body is longer than <see cref="MaxBytes"/>, the caller splits the value.
    /// </summary>
    public byte[] Write<T>(T value)
    {
        using var body = new MemoryStream();
        body.Write(mark);
        using (var compressed = new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(compressed, value, StoredJson.Options);
        }

        return body.ToArray();
    }

    /// <summary>Whether <see cref="Read"/> can read a body.</summary>
    public bool Holds<T>(byte[] body)
    {
        try
        {
            Read<T>(body);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Reads the result of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The body has another mark, or cannot be read.</exception>
    public T Read<T>(byte[] body)
    {
        if (!body.AsSpan().StartsWith(mark))
        {
            throw new InvalidDataException($"The message does not hold {content}.");
        }

        try
        {
            using var rest = new MemoryStream(body, mark.Length, body.Length - mark.Length);
            using var compressed = new BrotliStream(rest, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<T>(compressed, StoredJson.Options)
                ?? throw new InvalidDataException($"The message of {content} is empty.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The message of {content} cannot be read.", fault);
        }
    }
}
