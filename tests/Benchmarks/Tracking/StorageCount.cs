using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>What was sent to storage.</summary>
/// <param name="Tables">Requests to tables.</param>
/// <param name="Queues">Requests to queues, those of the trigger among them.</param>
/// <param name="Empty">Looks into a queue that found nothing; they go on when nothing happens, and are not among the
/// others.</param>
/// <param name="Entities">Entities that were written: changes within transactions, and single ones.</param>
/// <param name="Bytes">The bytes of these transactions and writes.</param>
internal sealed record StorageUse(long Tables, long Queues, long Empty, long Entities, long Bytes)
{
    /// <summary>All requests but the empty looks.</summary>
    public long Requests => Tables + Queues;

    public static StorageUse operator -(StorageUse after, StorageUse before) =>
        new(
            after.Tables - before.Tables,
            after.Queues - before.Queues,
            after.Empty - before.Empty,
            after.Entities - before.Entities,
            after.Bytes - before.Bytes
        );
}

/// <summary>
/// Counts every request to storage, each retry for itself. The changes of a transaction are counted by the parts of its
/// body, which is written into memory for it: what is measured while this counts is a little slower than without, never
/// faster.
/// </summary>
internal sealed class StorageCount : HttpPipelinePolicy
{
    private static readonly byte[] Part = Encoding.ASCII.GetBytes("application/http\r\n");
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("<QueueMessage>");

    private long _tables;
    private long _ticksInTables;
    private long _queues;
    private long _empty;
    private long _entities;
    private long _bytes;
    private readonly ConcurrentDictionary<string, long> _byTarget = new(StringComparer.Ordinal);

    /// <summary>
    /// How often each target was asked by each method, such as <c>GET programs</c> or <c>GET programs (query)</c>;
    /// empty looks into queues are left out.
    /// </summary>
    public IReadOnlyDictionary<string, long> ByTarget => new Dictionary<string, long>(_byTarget);

    /// <summary>The durations of all requests to tables, added also where they overlap.</summary>
    public TimeSpan InTables => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticksInTables));

    public StorageUse Now =>
        new(
            Interlocked.Read(ref _tables),
            Interlocked.Read(ref _queues),
            Interlocked.Read(ref _empty),
            Interlocked.Read(ref _entities),
            Interlocked.Read(ref _bytes)
        );

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var request = message.Request;
        var address = request.Uri.ToUri();
        var ofQueues =
            address.AbsolutePath.EndsWith("/messages", StringComparison.Ordinal)
            || address.AbsolutePath.Contains("/messages/", StringComparison.Ordinal)
            || address.Query.Contains("comp=metadata", StringComparison.Ordinal);
        if (!ofQueues)
        {
            Interlocked.Increment(ref _tables);
            Note(request, address);
            await CountWrittenAsync(request, address);
        }

        var begun = Stopwatch.GetTimestamp();
        await ProcessNextAsync(message, pipeline);
        if (!ofQueues)
        {
            Interlocked.Add(ref _ticksInTables, Stopwatch.GetTimestamp() - begun);
        }
        else
        {
            var isEmptyLook =
                request.Method == RequestMethod.Get
                && address.AbsolutePath.EndsWith("/messages", StringComparison.Ordinal)
                && message.HasResponse
                && message.Response.Content.ToMemory().Span.IndexOf(Message) < 0;
            Interlocked.Increment(ref isEmptyLook ? ref _empty : ref _queues);
            if (!isEmptyLook)
            {
                Note(request, address);
            }
        }
    }

    private void Note(Request request, Uri address) =>
        _byTarget.AddOrUpdate($"{request.Method} {TargetOf(request, address)}", 1, (_, before) => before + 1);

    // Of a transaction, the table of its first change: all of them are in one. The account is the first segment of the
    // path.
    private static string TargetOf(Request request, Uri address)
    {
        if (!address.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal))
        {
            var resource = address.Segments[Math.Min(2, address.Segments.Length - 1)];
            return resource.Split('(')[0].Trim('/')
                + (resource.EndsWith("()", StringComparison.Ordinal) ? " (query)" : "");
        }

        using var body = new MemoryStream();
        request.Content!.WriteTo(body, default);
        var text = Encoding.UTF8.GetString(body.ToArray());
        var path = text.Split('\n').First(line => line.Contains(" http", StringComparison.Ordinal)).Split(' ')[1];
        return $"{new Uri(path).Segments[2].Split('(')[0].Trim('/')} (transaction)";
    }

    private async Task CountWrittenAsync(Request request, Uri address)
    {
        if (request.Method == RequestMethod.Get || request.Content is null)
        {
            return;
        }

        var body = new MemoryStream();
        await request.Content.WriteToAsync(body, default);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        request.Content = RequestContent.Create(bytes);
        Interlocked.Add(ref _bytes, bytes.Length);
        Interlocked.Add(
            ref _entities,
            address.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal) ? PartsOf(bytes.Span) : 1
        );
    }

    private static int PartsOf(ReadOnlySpan<byte> body)
    {
        var parts = 0;
        for (var at = body.IndexOf(Part); at >= 0; at = body.IndexOf(Part))
        {
            parts++;
            body = body[(at + Part.Length)..];
        }

        return parts;
    }
}
