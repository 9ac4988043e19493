using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads request bodies within a limit and names what is wrong with them by JSON Pointer.</summary>
public static class RequestBody
{
    /// <summary>The limit of an ordinary JSON body: 256 KiB.</summary>
    public const int OrdinaryLimit = 256 * 1024;

    /// <summary>How deep a body may be nested.</summary>
    public const int MaxDepth = 32;

    // Deep enough for whatever has limits of its own to tell them.
    private const int DocumentDepth = 256;

    /// <summary>
    /// Strict reading: unknown or repeated members, missing required members and nulls where none may be are errors.
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
    /// Reads a JSON body as it is, repeated members and all, for whoever tells by himself what is wrong with it.
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
                    "Write text in whole characters of UTF-8; an escape such as \\ud800 is half of one."
                );
        }
        catch (JsonException)
        {
            // What is no JSON at all is told as for any other body.
            return Parse<JsonElement>(body.Value);
        }
    }

    // An element reads its texts only when it is asked for them, and throws then.
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

    /// <summary>Reads the raw body, or answers 413 when it is larger than the limit.</summary>
    public static async Task<Result<byte[]>> ReadBytesAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var tooLarge = new Problem(ProblemKind.TooLarge, $"The body may have {limit} bytes at most.");
        if (request.ContentLength > limit)
        {
            return tooLarge;
        }

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(1), cancellationToken);
            if (read == 0)
            {
                return body.WrittenSpan.ToArray();
            }

            body.Advance(read);
            if (body.WrittenCount > limit)
            {
                return tooLarge;
            }
        }
    }

    /// <summary>
    /// The text without the byte order mark that some programs begin files with; a reader may pass it over (RFC 8259,
    /// section 8.1).
    /// </summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) =>
        text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;

    /// <summary>Parses JSON strictly; what does not fit is named by its JSON Pointer.</summary>
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
