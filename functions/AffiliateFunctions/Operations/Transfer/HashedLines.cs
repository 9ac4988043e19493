using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Writes the lines of an export to a stream and hashes them. Memory holds a few hundred lines at most.</summary>
internal sealed class HashedLines(Stream output) : IAsyncDisposable
{
    private const long BytesBetweenFlushes = 256 * 1024;

    private readonly PipeWriter writer = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> line = new();

    /// <summary>The hash of all lines so far, in lower-case hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Writes a value as JSON.</summary>
    public ValueTask WriteAsync<T>(T value, CancellationToken cancellationToken)
    {
        using (var json = new Utf8JsonWriter(line))
        {
            JsonSerializer.Serialize(json, value, StoredJson.Options);
        }

        return EndLineAsync(cancellationToken);
    }

    /// <summary>Writes a row.</summary>
    public ValueTask WriteAsync(string table, TableEntity row, CancellationToken cancellationToken)
    {
        RowLine.Write(line, table, row);
        return EndLineAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await writer.CompleteAsync();
    }

    private async ValueTask EndLineAsync(CancellationToken cancellationToken)
    {
        line.Write("\n"u8);
        hash.AppendData(line.WrittenSpan);
        writer.Write(line.WrittenSpan);
        line.ResetWrittenCount();
        if (writer.UnflushedBytes > BytesBetweenFlushes)
        {
            await writer.FlushAsync(cancellationToken);
        }
    }
}
