using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads request bodies up to a size limit and reports their errors by JSON Pointer.</summary>
public static class RequestBody
{
    /// <summary>The limit of an ordinary JSON body: 256 KiB.</summary>
    public const int OrdinaryLimit = 256 * 1024;

    /// <summary>The deepest nesting of a body.</summary>
    public const int MaxDepth = 32;

    // This depth is enough for readers that report their own limits.
    private const int DocumentDepth = 256;

    /// <summary>
    /// Strict reading: unknown or repeated members, missing required members and nulls in non-nullable members are
    /// errors.
    /// </summary>
    public static JsonSerializerOptions Json { get; } =
        new(HttpResults.Json)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            MaxDepth = MaxDepth,
        };

    /// <summary>Reads a JSON body.</summary>
    /// <typeparam name="T">The shape; constructor parameters without a default are required in the body.</typeparam>
    public static async Task<Result<T>> ReadJsonAsync<T>(
        this HttpRequest request,
        CancellationToken cancellationToken,
        int limit = OrdinaryLimit
    )
    {
        if (!request.HasJsonContentType())
        {
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json.");
        }

        var body = await request.ReadBytesAsync(limit, cancellationToken);
        return body.Succeeded ? Parse<T>(body.Value) : body.Problem;
    }

    /// <summary>
    /// Reads a JSON body unchanged, including repeated members, for callers that report its errors themselves.
    /// </summary>
    public static async Task<Result<JsonElement>> ReadDocumentAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasJsonContentType())
        {
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json.");
        }

        var body = await request.ReadBytesAsync(limit, cancellationToken);
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        try
        {
            return IsText(body.Value)
                ? JsonElement.Parse(body.Value, new JsonDocumentOptions { MaxDepth = DocumentDepth })
                : Problem.Invalid(
                    string.Empty,
                    "Send complete UTF-8 characters; an escape such as \\ud800 is half of one."
                );
        }
        catch (JsonException)
        {
            // Text that is not JSON is reported as for any other body.
            return Parse<JsonElement>(body.Value);
        }
    }

    // A JSON element decodes its texts only when they are read, and throws at that time.
    private static bool IsText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DocumentDepth });
        try
        {
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads the body without its content coding, or returns a 413 problem if that is larger than the limit.
    /// </summary>
    public static async Task<Result<byte[]>> ReadBytesAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var tooLarge = new Problem(ProblemKind.TooLarge, $"The body may have at most {limit} bytes.");
        if (request.ContentLength > limit)
        {
            return tooLarge;
        }

        var sent = request.OpenBody();
        if (!sent.Succeeded)
        {
            return sent.Problem;
        }

        var stream = sent.Value;
        await using var decoder = stream == request.Body ? null : stream;
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        try
        {
            while (await stream.ReadAsync(body.GetMemory(1), cancellationToken) is > 0 and var read)
            {
                body.Advance(read);
                if (body.WrittenCount > limit)
                {
                    return tooLarge;
                }
            }
        }
        catch (Exception fault) when (ContentCodings.IsBroken(request, fault))
        {
            return ContentCodings.Broken(request);
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Returns the text without the byte order mark that some programs write at the beginning of files. A reader may
    /// ignore the mark (RFC 8259, section 8.1).
    /// </summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;

    /// <summary>Parses JSON strictly and reports errors by JSON Pointer.</summary>
    public static Result<T> Parse<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            var text = WithoutMark(json);
            if (JsonSerializer.Deserialize<T>(text, Json) is not { } value)
            {
                return Problem.Invalid(string.Empty, "The body must be a JSON object, not null.");
            }

            return JsonTexts.Mistakes(text, typeof(T)) is { Count: > 0 } mistakes ? Problem.Invalid(mistakes) : value;
        }
        catch (JsonException fault)
        {
            return JsonFaults.Tell(fault, typeof(T));
        }
    }
}
