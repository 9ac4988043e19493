using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Testing.Tables;

/// <summary>
/// A Table service in memory: an empty account in the place of the network, below the whole pipeline of the client.
/// Tests that repeat a story for every request of it run on this; the contract tests hold it to what Azurite answers.
/// </summary>
/// <param name="time">The time of the rows' timestamps; the system's by default.</param>
public sealed class MemoryTables(TimeProvider? time = null) : HttpPipelineTransport
{
    private static readonly ConcurrentDictionary<string, MemoryTables> Accounts = new();

    private readonly TableAccount account = new();
    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>The tables in memory that stand for those of a storage account; the same at every call.</summary>
    /// <param name="storage">The connection string of the account.</param>
    /// <returns>The account's tables.</returns>
    public static MemoryTables Of(string storage) => Accounts.GetOrAdd(storage, _ => new MemoryTables());

    /// <summary>
    /// Whether transactions are answered as done and not kept, so that what a client costs can be measured without what
    /// storage costs.
    /// </summary>
    public bool AnswersAtOnce { get; set; }

    /// <summary>Options of a client that uses this account, whatever its connection string says.</summary>
    /// <returns>New options.</returns>
    public TableClientOptions Options() => new() { Transport = this };

    /// <inheritdoc/>
    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    /// <inheritdoc/>
    public override void Process(HttpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        message.CancellationToken.ThrowIfCancellationRequested();
        var request = message.Request;
        var answer =
            AnswersAtOnce && request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)
                ? Multipart.Accept(BodyOf(request).Span)
                : account.Answer(OperationOf(request), time.GetUtcNow());
        message.Response = new MemoryResponse(answer, message.Request.ClientRequestId);
    }

    /// <summary>What a request asks of the service.</summary>
    internal static TableOperation OperationOf(Request request) =>
        TableOperation.Read(
            request.Method.Method,
            request.Uri.PathAndQuery,
            name => request.Headers.TryGetValue(name, out var value) ? value : null,
            BodyOf(request)
        );

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        // Concurrent callers take turns at every request, as they do over a network.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Process(message);
    }

    private static ReadOnlyMemory<byte> BodyOf(Request request)
    {
        if (request.Content is null)
        {
            return default;
        }

        using var body = new MemoryStream();
        request.Content.WriteTo(body, CancellationToken.None);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
