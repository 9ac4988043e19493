using System.IO.Compression;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Webhooks.Sending;

/// <summary>
/// A message of the queue: notices of one program as JSON, compressed with Brotli after a mark that says whose it is. A message has
/// 64 KiB at most in base64 (https://learn.microsoft.com/rest/api/storageservices/put-message), that is 48 KiB.
/// </summary>
/// <param name="Program">The program.</param>
/// <param name="At">When they were told.</param>
/// <param name="Notices">The notices.</param>
internal sealed record NoticeMessage(ProgramSlug Program, DateTimeOffset At, IReadOnlyList<WrittenNotice> Notices)
{
    public const string Queue = "webhooks";

    private const int MostBytes = 48 * 1024;

    // So many are sent well before the message would be delivered again.
    private const int MostNotices = 200;

    private static readonly byte[] Mark = "WH1"u8.ToArray();

    /// <summary>As few messages as hold the notices, in their order.</summary>
    public static IEnumerable<BinaryData> Pack(ProgramSlug program, DateTimeOffset at, IReadOnlyList<WrittenNotice> notices)
    {
        if (notices.Count <= MostNotices && new NoticeMessage(program, at, notices).Write() is { Length: <= MostBytes } packed)
        {
            return [new BinaryData(packed)];
        }

        return notices.Count > 1
            ? [.. Pack(program, at, [.. notices.Take(notices.Count / 2)]), .. Pack(program, at, [.. notices.Skip(notices.Count / 2)])]
            : throw new InvalidDataException($"The notice {notices[0].Id} does not fit into a message.");
    }

    /// <summary>The message as it was packed.</summary>
    /// <exception cref="InvalidDataException">It is not one of ours.</exception>
    public static NoticeMessage Unpack(BinaryData message)
    {
        var bytes = message.ToMemory();
        if (!bytes.Span.StartsWith(Mark))
        {
            throw new InvalidDataException("The message is not one of notices.");
        }

        try
        {
            using var stream = new BrotliStream(new MemoryStream(bytes[Mark.Length..].ToArray()), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<NoticeMessage>(stream, StoredJson.Options) ?? throw new InvalidDataException("The message holds no notices.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("The message of notices cannot be read.", fault);
        }
    }

    private byte[] Write()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Mark);
        using (var stream = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(stream, this, StoredJson.Options);
        }

        return bytes.ToArray();
    }
}
