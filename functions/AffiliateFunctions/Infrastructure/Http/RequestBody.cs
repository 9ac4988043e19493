using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads request bodies within a limit and names what is wrong with them by JSON Pointer.</summary>
public static partial class RequestBody
{
    /// <summary>The limit of an ordinary JSON body: 256 KiB.</summary>
    public const int OrdinaryLimit = 256 * 1024;

    // Deep enough for whatever has limits of its own to tell them.
    private const int DocumentDepth = 256;

    /// <summary>Strict reading: unknown or repeated members, missing required members and nulls where none may be are errors.</summary>
    public static JsonSerializerOptions Json { get; } = new(Answer.Json)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        MaxDepth = 32,
    };

    /// <summary>Reads a JSON body.</summary>
    /// <typeparam name="T">The shape; constructor parameters without a default are required in the body.</typeparam>
    public static async Task<Result<T>> ReadJsonAsync<T>(this HttpRequest request, CancellationToken cancellationToken, int limit = OrdinaryLimit)
    {
        if (!request.HasJsonContentType())
        {
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json.");
        }

        var body = await request.ReadBytesAsync(limit, cancellationToken);
        return body.Succeeded ? Parse<T>(body.Value) : body.Problem;
    }

    /// <summary>Reads a JSON body as it is, repeated members and all, for whoever tells by himself what is wrong with it.</summary>
    public static async Task<Result<JsonElement>> ReadDocumentAsync(this HttpRequest request, int limit, CancellationToken cancellationToken)
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
                : Problem.Invalid(string.Empty, "Write text in whole characters of UTF-8; an escape such as \\ud800 is half of one.");
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
    public static async Task<Result<byte[]>> ReadBytesAsync(this HttpRequest request, int limit, CancellationToken cancellationToken)
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

    /// <summary>Parses JSON strictly; what does not fit is named by its JSON Pointer.</summary>
    public static Result<T> Parse<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Json) is { } value
                ? value
                : Problem.Invalid(string.Empty, "The body must be a JSON object, not null.");
        }
        catch (JsonException fault)
        {
            return Missing(fault) is { Count: > 0 } missing
                ? Problem.Invalid(missing)
                : Problem.Invalid(JsonPointer.FromPath(fault.Path), Sentence(fault));
        }
    }

    // The serializer names members that are missing in its sentence only, below the path of the object that misses them.
    private static List<(string Pointer, string Sentence)> Missing(JsonException fault)
    {
        var list = fault.Message.IndexOf("missing required properties including: ", StringComparison.Ordinal);
        return list < 0 ? [] : [.. Quoted().Matches(fault.Message[list..]).Select(name => ($"{JsonPointer.FromPath(fault.Path)}/{name.Groups[1].Value}", "This is missing; give it."))];
    }

    [GeneratedRegex("'([^']+)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    // The serializer ends its sentence with the path and the byte position, which the pointer says better.
    private static string Sentence(JsonException fault)
    {
        var tail = fault.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return tail > 0 ? fault.Message[..tail] : fault.Message;
    }
}
