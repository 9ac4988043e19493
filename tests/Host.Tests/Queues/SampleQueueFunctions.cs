using System.Collections.Concurrent;
using System.Text;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Tests.Queues;

/// <summary>What the functions of a test were given, and when they may end.</summary>
internal sealed class Deliveries
{
    private int _running;

    public ConcurrentQueue<string> Lines { get; } = new();

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Failures { get; set; }

    public int MostAtOnce { get; private set; }

    public void Enter()
    {
        lock (Lines)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }
    }

    public void Leave()
    {
        lock (Lines)
        {
            _running--;
        }
    }
}

internal sealed record Parcel(string Name, int Weight);

internal sealed class FormFunctions(Deliveries deliveries)
{
    [Function(nameof(Text))]
    public void Text([QueueTrigger("text")] string message) => deliveries.Lines.Enqueue($"text {message}");

    [Function(nameof(Bytes))]
    public void Bytes([QueueTrigger("bytes")] byte[] message) => deliveries.Lines.Enqueue($"bytes {Encoding.UTF8.GetString(message)}");

    [Function(nameof(Data))]
    public void Data([QueueTrigger("data")] BinaryData message) => deliveries.Lines.Enqueue($"data {message}");

    [Function(nameof(Whole))]
    public void Whole([QueueTrigger("whole")] QueueMessage message) => deliveries.Lines.Enqueue($"whole {message.Body} {message.DequeueCount}");

    [Function(nameof(Json))]
    public void Json([QueueTrigger("%Box%")] Parcel message, int dequeueCount, string id, DateTimeOffset insertionTime) =>
        deliveries.Lines.Enqueue($"json {message.Name} {message.Weight} {dequeueCount} {id.Length > 0} {insertionTime > default(DateTimeOffset)}");
}

internal sealed class FailingFunction(Deliveries deliveries)
{
    [Function(nameof(Work))]
    public void Work([QueueTrigger("work")] string message)
    {
        deliveries.Lines.Enqueue(message);
        if (deliveries.Lines.Count <= deliveries.Failures)
        {
            throw new InvalidOperationException(message);
        }
    }
}

internal sealed class LongFunction(Deliveries deliveries)
{
    [Function(nameof(Work))]
    public async Task Work([QueueTrigger("work")] string message)
    {
        deliveries.Enter();
        deliveries.Lines.Enqueue(message);
        deliveries.Started.TrySetResult();
        await deliveries.MayEnd.Task;
        deliveries.Leave();
    }
}

internal sealed class MisnamedQueue
{
    [Function("Misnamed")]
    public static void Misnamed([QueueTrigger("No_Queue")] string message) => _ = message;

    [Function("Unset")]
    public static void Unset([QueueTrigger("%Nowhere%")] string message) => _ = message;
}
