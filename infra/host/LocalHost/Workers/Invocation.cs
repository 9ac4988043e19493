using System.Diagnostics;
using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>What a trigger gives an invocation.</summary>
internal sealed record Invocation
{
    /// <summary>The invocation's id. Ids sort by time.</summary>
    public string Id { get; init; } = Guid.CreateVersion7().ToString();

    /// <summary>The trigger's value, in the form that the function's raw binding asks for.</summary>
    public required TypedData TriggerValue { get; init; }

    /// <summary>What the trigger knows besides its value, such as route values or a message's dequeue count.</summary>
    public IReadOnlyDictionary<string, TypedData> Metadata { get; init; } = new Dictionary<string, TypedData>();

    /// <summary>The W3C trace context that the invocation belongs to; empty when there is none.</summary>
    public string TraceParent { get; init; } = Activity.Current?.Id ?? "";

    /// <summary>The trace state of the same.</summary>
    public string TraceState { get; init; } = Activity.Current?.TraceStateString ?? "";
}

/// <summary>How an invocation ended.</summary>
/// <param name="Succeeded">Whether the function returned.</param>
/// <param name="ReturnValue">What it returned; null for nothing.</param>
/// <param name="Fault">What it threw; null when it returned.</param>
internal sealed record InvocationOutcome(bool Succeeded, TypedData? ReturnValue, RpcException? Fault)
{
    /// <summary>
    /// Whether the worker was gone before it answered, so that it is unknown what the function has done. The fault says
    /// why.
    /// </summary>
    public bool IsWorkerGone { get; init; }

    /// <summary>The returned value as text; null for nothing.</summary>
    public string? ReturnedText =>
        ReturnValue switch
        {
            { DataCase: TypedData.DataOneofCase.String } text => text.String,
            { DataCase: TypedData.DataOneofCase.Json } json => json.Json,
            _ => null,
        };

    /// <summary>An invocation that failed without the function's doing.</summary>
    /// <param name="sentence">Why.</param>
    /// <returns>The outcome.</returns>
    public static InvocationOutcome Failed(string sentence) =>
        new(false, null, new RpcException { Message = sentence });
}

/// <summary>Runs functions of the app in its worker.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Runs a function once. What the function throws is an outcome, not an exception.</summary>
    /// <param name="function">The function.</param>
    /// <param name="invocation">What the trigger gives.</param>
    /// <param name="cancellationToken">Asks the function to end early.</param>
    /// <returns>How it ended.</returns>
    Task<InvocationOutcome> InvokeAsync(
        WorkerFunction function,
        Invocation invocation,
        CancellationToken cancellationToken
    );
}

/// <summary>Gives the value of a binding that is no trigger, such as the durable client's address.</summary>
internal interface IInputBinding
{
    /// <summary>The type of the binding, such as <c>durableClient</c>.</summary>
    string Type { get; }

    /// <summary>The value of one binding in an invocation.</summary>
    /// <param name="binding">The binding.</param>
    /// <returns>The value.</returns>
    TypedData ValueOf(FunctionBinding binding);
}
