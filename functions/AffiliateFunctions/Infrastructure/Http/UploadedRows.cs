using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Affiliate.Domain.Imports;
using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Reads the rows of an uploaded CSV file one by one, in the encodings of <see cref="UploadedText"/> and with the
/// separators comma, semicolon, tab or bar. Columns are recognised by their names, or by the mapping of the caller. The
/// memory does not depend on the number of rows, apart from the file itself.
/// </summary>
internal sealed class UploadedRows
{
    /// <summary>The query parameter that maps fields to columns.</summary>
    public const string MappingParameter = "mapping";

    /// <summary>The description of the query parameter.</summary>
    public const string MappingDescription =
        "The columns of fields that are not recognised, as a JSON object such as {\"email\": \"Contact mail\"}.";

    private const string MappingSentence =
        "Give a JSON object whose members are fields and whose values are columns of the file, or leave it out.";

    private static readonly CsvReaderOptions Format = new()
    {
        TrimWhitespace = true,
        IncludeValuesInExceptions = false,
    };
    private static readonly Problem Malformed = Problem.Invalid(
        string.Empty,
        "The file is not well-formed CSV (RFC 4180)."
    );

    private readonly byte[] file;

    private UploadedRows(byte[] file, ImportColumns columns) => (this.file, Columns) = (file, columns);

    /// <summary>The columns of the file.</summary>
    public ImportColumns Columns { get; }

    /// <summary>The SHA-256 of the file as UTF-8, by which records name it.</summary>
    public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Reads the body of a request, and finds out its columns.</summary>
    /// <param name="request">The request.</param>
    /// <param name="layouts">The known layouts.</param>
    /// <param name="maxBytes">The largest body.</param>
    /// <param name="maxRows">The largest number of rows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Result<UploadedRows>> ReadAsync(
        HttpRequest request,
        IReadOnlyList<ImportLayout> layouts,
        int maxBytes,
        int maxRows,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the file as text/csv.");
        }

        var mapping = MappingOf(request.Query[MappingParameter]);
        if (!mapping.Succeeded)
        {
            return mapping.Problem;
        }

        var body = await request.ReadBytesAsync(maxBytes, cancellationToken);
        return body.Then(bytes => UploadedText.ReadAsUtf8(bytes, request.ContentType))
            .Then(text => Open(text, layouts, mapping.Value, maxRows));
    }

    /// <summary>The rows in their order. Row 1 is the header, as in a spreadsheet.</summary>
    public IEnumerable<UploadedRow> All()
    {
        using var csv = CsvReader.Create(file, Format);
        csv.ReadHeader();
        for (var number = 2; csv.Read(); number++)
        {
            yield return new UploadedRow(number, csv, Columns);
        }
    }

    /// <summary>The error for a file without a column that is required, or null.</summary>
    /// <param name="fields">The required fields; alternatives are separated by <c>|</c>.</param>
    public Problem? Missing(params string[] fields)
    {
        var missing = fields.Where(field => !field.Split('|').Any(Columns.Indexes.ContainsKey)).ToList();
        return missing.Count == 0
            ? null
            : Problem.Invalid(
                missing.Select(field =>
                    (
                        $"/{field.Split('|')[0]}",
                        "No column of the first line is known as "
                            + $"{field.Replace("|", " or ", StringComparison.Ordinal)}. Rename a column, or name it in the parameter {MappingParameter}."
                    )
                )
            );
    }

    internal static Result<UploadedRows> Open(
        byte[] file,
        IReadOnlyList<ImportLayout> layouts,
        IReadOnlyDictionary<string, string> mapping,
        int maxRows
    )
    {
        using var csv = CsvReader.Create(file, Format);
        try
        {
            csv.ReadHeader();
            var errors = new List<(string Field, string Sentence)>();
            var columns = ImportColumns.Of([.. csv.Headers], layouts, mapping, errors);
            if (errors.Count > 0)
            {
                return Problem.Invalid(errors.Select(error => ($"/{MappingParameter}/{error.Field}", error.Sentence)));
            }

            // The rows are counted first, so that a file that is too long has no effect at all.
            for (var rows = 0; csv.Read(); rows++)
            {
                if (rows == maxRows)
                {
                    return new Problem(
                        ProblemKind.TooLarge,
                        string.Create(CultureInfo.InvariantCulture, $"A file may have at most {maxRows:N0} rows. ")
                            + "Split the file; a repeated row changes nothing."
                    );
                }
            }

            return new UploadedRows(file, columns);
        }
        catch (CsvFormatException)
        {
            return Malformed;
        }
    }

    /// <summary>Reads the value of the query parameter.</summary>
    /// <param name="text">The value; empty without a mapping.</param>
    public static Result<IReadOnlyDictionary<string, string>> MappingOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Result.Of<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
        }

        try
        {
            var mapping = JsonSerializer.Deserialize<Dictionary<string, string>>(text, RequestBody.Json);
            return mapping is not null && mapping.Values.All(name => !string.IsNullOrWhiteSpace(name))
                ? Result.Of<IReadOnlyDictionary<string, string>>(mapping)
                : Problem.Invalid($"/{MappingParameter}", MappingSentence);
        }
        catch (JsonException)
        {
            return Problem.Invalid($"/{MappingParameter}", MappingSentence);
        }
    }
}

/// <summary>One row of an uploaded file, as long as the next one is not read.</summary>
/// <param name="Number">The number of the row, as a spreadsheet shows it.</param>
/// <param name="Csv">The reader.</param>
/// <param name="Columns">The columns.</param>
internal readonly record struct UploadedRow(int Number, CsvReader Csv, ImportColumns Columns)
{
    /// <summary>The text of a field; null if the file or the row has none.</summary>
    public string? this[string field] =>
        Columns.Indexes.TryGetValue(field, out var index)
        && index < Csv.FieldCount
        && Csv.GetString(index) is { Length: > 0 } text
            ? text
            : null;
}
