using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace Testing.Tables;

/// <summary>The bodies of entity group transactions, which hold a set of changes as HTTP messages.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions.</remarks>
internal static class Multipart
{
    private const string Batch = "batchresponse_memory";
    private const string ChangeSet = "changesetresponse_memory";

    private static readonly TableAnswer Done = new(204, "W/\"datetime'2026-11-30T00%3A00%3A00.0000000Z'\"");
    private static readonly ConcurrentDictionary<int, TableAnswer> Accepted = [];

    private static ReadOnlySpan<byte> EmptyLine => "\r\n\r\n"u8;

    /// <summary>The type of an answer, with its boundary.</summary>
    public static string ContentType => $"multipart/mixed; boundary={Batch}";

    /// <summary>Reads the operations of a transaction.</summary>
    /// <param name="body">The body of the request.</param>
    /// <returns>The operations in their order.</returns>
    /// <exception cref="TableFault">The body is no set of changes.</exception>
    public static List<TableOperation> Read(ReadOnlyMemory<byte> body)
    {
        var delimiter = Encoding.ASCII.GetBytes($"--{BoundaryOf(body.Span)}");
        var operations = new List<TableOperation>();
        var rest = body[After(body.Span, delimiter)..];
        while (!rest.Span.StartsWith("--"u8))
        {
            var end = rest.Span.IndexOf(delimiter);
            if (end < 0)
            {
                throw TableFault.InvalidInput("The set of changes has no end.");
            }

            operations.Add(ReadPart(rest[..end]));
            rest = rest[(end + delimiter.Length)..];
        }

        return operations;
    }

    /// <summary>Writes the answer to a transaction.</summary>
    /// <param name="answers">The answers to its operations, or the one of the operation that failed.</param>
    /// <returns>The answer.</returns>
    public static TableAnswer Write(IReadOnlyList<TableAnswer> answers)
    {
        var text = new StringBuilder($"--{Batch}\r\nContent-Type: multipart/mixed; boundary={ChangeSet}\r\n\r\n");
        foreach (var answer in answers)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"--{ChangeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            );
            text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\n");
            foreach (var header in answer.Headers())
            {
                text.Append(CultureInfo.InvariantCulture, $"{header.Name}: {header.Value}\r\n");
            }

            text.Append("\r\n").Append(Encoding.UTF8.GetString(answer.Body.Span)).Append("\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"--{ChangeSet}--\r\n--{Batch}--\r\n");
        return new(202, Body: Encoding.UTF8.GetBytes(text.ToString())) { ContentType = ContentType };
    }

    /// <summary>Answers each change of a transaction as done.</summary>
    /// <param name="body">The body of the request.</param>
    /// <returns>The answer.</returns>
    public static TableAnswer Accept(ReadOnlySpan<byte> body) =>
        Accepted.GetOrAdd(
            body.Count("Content-Type: application/http\r\n"u8),
            changes => Write([.. Enumerable.Repeat(Done, changes)])
        );

    // The set of changes is the only part of the body and names its own boundary.
    private static string BoundaryOf(ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetString(body[..After(body, EmptyLine)]);
        var type = Array.Find(
            head.Split("\r\n"),
            line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)
        );
        return type?.Split("boundary=") is [_, var boundary]
            ? boundary.Trim().Trim('"')
            : throw TableFault.InvalidInput("The batch has no set of changes.");
    }

    // A part: its headers, the line and the headers of the request, and the request's body.
    private static TableOperation ReadPart(ReadOnlyMemory<byte> part)
    {
        var request = part[After(part.Span, EmptyLine)..];
        var bodyAt = After(request.Span, EmptyLine);
        var head = Encoding.UTF8.GetString(request.Span[..bodyAt]);
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines[0].Split(' ') is not [var method, var address, _])
        {
            throw TableFault.InvalidInput($"The operation '{lines[0]}' is no request.");
        }

        return TableOperation.Read(method, address, HeaderOf, request[bodyAt..].TrimEnd("\r\n"u8));

        string? HeaderOf(string name)
        {
            var line = Array.Find(lines, line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase));
            return line?[(name.Length + 2)..];
        }
    }

    private static int After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        var start = text.IndexOf(mark);
        return start >= 0 ? start + mark.Length : throw TableFault.InvalidInput("The batch is incomplete.");
    }
}
