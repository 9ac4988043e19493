using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// An export that was received whole and whose counts and hash are right. It is kept compressed in a temporary file, which
/// is deleted with this object, so that no row of a damaged export is stored.
/// </summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private readonly FileStream file;

    private ImportFile(FileStream file, ExportHeader header, ExportEnd end)
    {
        this.file = file;
        Header = header;
        End = end;
    }

    /// <summary>The first line.</summary>
    public ExportHeader Header { get; }

    /// <summary>The last line.</summary>
    public ExportEnd End { get; }

    /// <summary>Receives an export, or returns the first mistake in it.</summary>
    public static async Task<Result<ImportFile>> ReceiveAsync(Stream body, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 64 * 1024,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose
        );
        var isReceived = false;
        try
        {
            var check = new ImportCheck();
            if (await ReceiveAsync(body, file, check, cancellationToken) is { } problem)
            {
                return problem;
            }

            isReceived = true;
            return new ImportFile(file, check.Header!, check.End!);
        }
        finally
        {
            // A sender can break off in the middle of a large export.
            if (!isReceived)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <summary>Reads the rows in the order of the export.</summary>
    public async IAsyncEnumerable<(string Table, TableEntity Row)> RowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        file.Position = 0;
        await using var plain = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var left = End.Rows;
        await foreach (var line in plain.ReadLinesAsync(cancellationToken).Skip(1).WithCancellation(cancellationToken))
        {
            if (left-- == 0)
            {
                yield break;
            }

            using var json = JsonDocument.Parse(line);
            yield return RowLine.Read(json.RootElement);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static async Task<Problem?> ReceiveAsync(
        Stream body,
        FileStream file,
        ImportCheck check,
        CancellationToken cancellationToken
    )
    {
        await using var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
        try
        {
            await foreach (var line in body.ReadLinesAsync(cancellationToken))
            {
                if (check.Add(line.Span) is { } mistake)
                {
                    return mistake;
                }

                await packed.WriteAsync(line, cancellationToken);
                await packed.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }
        }
        catch (InvalidDataException fault)
        {
            return Problem.Invalid(string.Empty, $"The body cannot be read as an export: {fault.Message}");
        }

        return check.Finish();
    }
}
