using System.Collections.Concurrent;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Tests;

/// <summary>Takes the place of the worker: records the invocations, and answers them as a test says.</summary>
internal sealed class FakeInvoker : IFunctionInvoker
{
    private int _running;

    /// <summary>The triggers' values, in the order of the invocations.</summary>
    public ConcurrentQueue<TypedData> Values { get; } = new();

    /// <summary>Completed by the first invocation.</summary>
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What ends an invocation; at once when absent.</summary>
    public TaskCompletionSource? MayEnd { get; init; }

    /// <summary>How many of the first invocations fail.</summary>
    public int Failures { get; init; }

    /// <summary>The highest number of invocations at the same time.</summary>
    public int MaxAtOnce { get; private set; }

    public async Task<InvocationOutcome> InvokeAsync(
        WorkerFunction function,
        Invocation invocation,
        CancellationToken cancellationToken
    )
    {
        var number = Enter(invocation.TriggerValue);
        Started.TrySetResult();
        if (MayEnd is not null)
        {
            await MayEnd.Task;
        }

        Leave();
        return number <= Failures
            ? InvocationOutcome.Failed("The test wants it to fail.")
            : new InvocationOutcome(true, null, null);
    }

    private int Enter(TypedData value)
    {
        lock (Values)
        {
            MaxAtOnce = Math.Max(MaxAtOnce, ++_running);
            Values.Enqueue(value);
            return Values.Count;
        }
    }

    private void Leave()
    {
        lock (Values)
        {
            _running--;
        }
    }
}
