using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Reads a stream line by line. Memory holds one line.</summary>
internal static class ImportLines
{
    /// <summary>The longest line in bytes: a row has 1 MiB at most, and its bytes are longer in base64.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Reads the lines without their line feeds. A line is valid until the next one is read.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        this Stream input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    yield return LineOf(rest.Slice(0, end));
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                if (rest.Length > MaxBytes)
                {
                    throw new InvalidDataException("A line is longer than any row.");
                }

                if (read.IsCompleted)
                {
                    if (!rest.IsEmpty)
                    {
                        yield return LineOf(rest);
                    }

                    yield break;
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static ReadOnlyMemory<byte> LineOf(ReadOnlySequence<byte> line) =>
        line.IsSingleSegment ? line.First : line.ToArray();
}
