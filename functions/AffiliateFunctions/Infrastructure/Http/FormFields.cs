using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Reads the fields of HTML forms, up to a size limit.</summary>
public static class FormFields
{
    private const int Limit = 64 * 1024;
    private const int ManyFields = 16 * 1024;

    /// <summary>Whether the request contains a form of type <c>application/x-www-form-urlencoded</c>.</summary>
    public static bool HasForm(this HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        == true;

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
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the form as application/x-www-form-urlencoded.");
        }

        var body = await request.ReadBytesAsync(limit, cancellationToken);
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        try
        {
            using var stream = new MemoryStream(body.Value);
            using var reader = new FormReader(stream) { ValueCountLimit = ManyFields };
            return await reader.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Problem.Invalid(string.Empty, "The form has too many fields, or fields that are too long.");
        }
    }
}
