using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Streams many rows while they are read, as CSV (RFC 4180) or as one JSON object per line, depending on <c>Accept</c>.
/// Text that a spreadsheet would read as a formula is marked as text
/// (https://owasp.org/www-community/attacks/CSV_Injection).
/// </summary>
public static class ExportAnswer
{
    private const string Csv = "text/csv";
    private const string Lines = "application/x-ndjson";

    // The number of rows between two flushes.
    private const int RowsInFlush = 200;

    /// <summary>
    /// The CSV format for people (RFC 4180): texts that a spreadsheet would read as formulas are escaped.
    /// </summary>
    internal static readonly CsvWriterOptions Format = new() { NewLine = "\r\n", Injection = CsvInjection.Escape };

    /// <summary>Returns the rows in the format that the request asks for.</summary>
    /// <typeparam name="T">The row: a flat record whose members are the columns.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">The file name without its extension.</param>
    /// <param name="rows">The rows.</param>
    public static IResult Export<T>(this HttpRequest request, string name, IAsyncEnumerable<T> rows)
    {
        var wanted = request
            .GetTypedHeaders()
            .Accept.Where(accept => accept.Quality is not 0)
            .OrderByDescending(accept => accept.Quality ?? 1)
            .FirstOrDefault(accept => Is(accept.MediaType, Csv) || Is(accept.MediaType, Lines));
        return wanted is not null && Is(wanted.MediaType, Csv)
            ? request.ExportCsv(name, rows)
            : Results.Stream(
                body => WriteLinesAsync(body, rows, request.HttpContext.RequestAborted),
                Lines,
                $"{name}.ndjson"
            );
    }

    /// <summary>Returns the rows as CSV, for a link that a browser opens.</summary>
    /// <inheritdoc cref="Export"/>
    public static IResult ExportCsv<T>(this HttpRequest request, string name, IAsyncEnumerable<T> rows) =>
        Results.Stream(
            body => WriteCsvAsync(body, rows, request.HttpContext.RequestAborted),
            "text/csv; charset=utf-8",
            $"{name}.csv"
        );

    // Media types are case-insensitive (RFC 9110, section 8.3.1).
    private static bool Is(StringSegment type, string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static async Task WriteCsvAsync<T>(
        Stream body,
        IAsyncEnumerable<T> rows,
        CancellationToken cancellationToken
    )
    {
        await using var csv = CsvWriter.Create(body, Format, leaveOpen: true);
        var columns = typeof(T).GetProperties();
        await csv.WriteRecordAsync(
            [.. columns.Select(column => JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name))],
            cancellationToken
        );
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
            {
                Write(csv, column.GetValue(row));
            }

            await csv.EndRecordAsync(cancellationToken);
            if (++count % RowsInFlush == 0)
            {
                await csv.FlushAsync(cancellationToken);
            }
        }

        await csv.FlushAsync(cancellationToken);
    }

    // A number is never a formula, even with a minus sign. All other values are written as in JSON.
    private static void Write(CsvWriter csv, object? value)
    {
        if (value is long or int or decimal)
        {
            csv.WriteField(value);
            return;
        }

        var json = JsonSerializer.SerializeToElement(value, value?.GetType() ?? typeof(object), StoredJson.Options);
        csv.WriteField(json.ValueKind == JsonValueKind.Null ? string.Empty : json.ToString());
    }

    private static async Task WriteLinesAsync<T>(
        Stream body,
        IAsyncEnumerable<T> rows,
        CancellationToken cancellationToken
    )
    {
        // The writer buffers rows in memory and flushes only on request, because the response body allows no
        // synchronous writes.
        var writer = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            writer.Write(JsonSerializer.SerializeToUtf8Bytes(row, StoredJson.Options));
            writer.Write("\n"u8);
            if (++count % RowsInFlush == 0)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        await writer.FlushAsync(cancellationToken);
        await writer.CompleteAsync();
    }
}
