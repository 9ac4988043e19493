using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Counts the requests to storage, holds chosen requests back until it is opened, and can refuse all of them, as if
/// their process had ended.
/// </summary>
internal sealed class StorageGate : HttpPipelinePolicy
{
    private readonly SemaphoreSlim held = new(0);
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? closedTable;
    private int heldNumber;
    private int endsAfter = int.MaxValue;
    private int requests;

    /// <summary>How many requests there were.</summary>
    public int Requests => requests;

    /// <summary>Holds back all requests that name a table in their address, as reads do.</summary>
    public void Close(string table) => closedTable = table;

    /// <summary>Holds back a single request.</summary>
    /// <param name="number">Its number from now on, from 1.</param>
    public void HoldAt(int number) => heldNumber = requests + number;

    /// <summary>Lets the held requests, and all further ones, through.</summary>
    public void Open()
    {
        (closedTable, heldNumber) = (null, 0);
        open.TrySetResult();
    }

    /// <summary>Lets a number of further requests through and refuses all others.</summary>
    public void EndAfter(int further) => endsAfter = requests + further;

    /// <summary>Waits until a further request is held.</summary>
    public Task HeldAsync() => held.WaitAsync();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = Interlocked.Increment(ref requests);
        if (number == heldNumber || IsClosed(message.Request))
        {
            held.Release();
            await open.Task;
        }

        if (number > endsAfter)
        {
            throw new RequestFailedException("The process has ended.");
        }

        await ProcessNextAsync(message, pipeline);
    }

    private bool IsClosed(Request request) =>
        closedTable is { } table && request.Uri.ToUri().AbsolutePath.Contains($"/{table}", StringComparison.Ordinal);
}
