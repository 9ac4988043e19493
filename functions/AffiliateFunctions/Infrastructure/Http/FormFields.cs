using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads the fields of HTML forms, up to a size limit.</summary>
public static class FormFields
{
    /// <summary>The media type of an ordinary form.</summary>
    public const string UrlEncoded = "application/x-www-form-urlencoded";

    /// <summary>
    /// The media type that browsers send for <c>FormData</c> (RFC 7578). Only forms of other sites can have it.
    /// </summary>
    public const string Multipart = "multipart/form-data";

    private const int Limit = 64 * 1024;
    private const int ManyFields = 16 * 1024;

    // RFC 2046, section 5.1.1.
    private const int MaxBoundary = 70;

    /// <summary>Whether the request contains a form of type <c>application/x-www-form-urlencoded</c>.</summary>
    public static bool HasForm(this HttpRequest request) => IsOfType(request, UrlEncoded);

    /// <summary>Whether the request contains a form of either type.</summary>
    public static bool HasAnyForm(this HttpRequest request) => request.HasForm() || IsOfType(request, Multipart);

    /// <summary>Whether the caller is a browser that expects a page.</summary>
    public static bool WantsPage(this HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the caller accepts CSV.</summary>
    public static bool WantsCsv(this HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the fields. If a field is repeated, its last value is used.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="limit">The largest size of the form, in bytes.</param>
    public static async Task<Result<Dictionary<string, string>>> ReadFormFieldsAsync(
        this HttpRequest request,
        CancellationToken cancellationToken,
        int limit = Limit
    )
    {
        var fields = await request.ReadFormValuesAsync(limit, cancellationToken);
        return fields.Succeeded
            ? fields.Value.ToDictionary(
                field => field.Key,
                field => field.Value.LastOrDefault() ?? string.Empty,
                StringComparer.Ordinal
            )
            : fields.Problem;
    }

    /// <summary>Reads all values of the fields.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The largest size of the form, in bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Result<Dictionary<string, StringValues>>> ReadFormValuesAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasForm())
        {
            return new Problem(ProblemKind.UnsupportedMediaType, $"Send the form as {UrlEncoded}.");
        }

        return await request.ReadAnyFormValuesAsync(limit, cancellationToken);
    }

    /// <summary>Reads all values of the fields of a form of either type (<see cref="HasAnyForm"/>).</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The largest size of the form, in bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Result<Dictionary<string, StringValues>>> ReadAnyFormValuesAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var body = await request.ReadBytesAsync(limit, cancellationToken);
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        try
        {
            using var stream = new MemoryStream(body.Value);
            if (!request.HasForm())
            {
                return await ReadPartsAsync(stream, request.ContentType, cancellationToken);
            }

            using var reader = new FormReader(stream) { ValueCountLimit = ManyFields };
            return await reader.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Problem.Invalid(string.Empty, "The form has too many fields, or fields that are too long.");
        }
    }

    // The size of the body is limited before, so that of a part is not.
    private static async Task<Result<Dictionary<string, StringValues>>> ReadPartsAsync(
        Stream body,
        string? contentType,
        CancellationToken cancellationToken
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary
        )
        {
            return Broken("has no boundary");
        }

        var (reader, fields) = (new MultipartReader(boundary.ToString(), body), new KeyValueAccumulator());
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                if (part.AsFormDataSection() is { } field)
                {
                    fields.Append(field.Name, await field.GetValueAsync(cancellationToken));
                }
                else if (part.AsFileSection() is not { FileName: "" })
                {
                    return Problem.Invalid(string.Empty, "Send the fields of the form alone, without files.");
                }

                if (fields.ValueCount > ManyFields)
                {
                    throw new InvalidDataException();
                }
            }
        }
        catch (IOException)
        {
            return Broken("ends before its last boundary");
        }

        return fields.GetResults();

        static Problem Broken(string why) => Problem.Invalid(string.Empty, $"The form of type {Multipart} {why}.");
    }

    private static bool IsOfType(HttpRequest request, string type) =>
        request.ContentType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true;
}
