using System.Diagnostics;
using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>The input of an invocation, created by its trigger.</summary>
internal sealed record Invocation
{
    /// <summary>The invocation's id. Ids sort by time.</summary>
    public string Id { get; init; } = Guid.CreateVersion7().ToString();

    /// <summary>The trigger's value, in the form that the function's raw binding requests.</summary>
    public required TypedData TriggerValue { get; init; }

    /// <summary>Further data of the trigger, such as route values or a message's dequeue count.</summary>
    public IReadOnlyDictionary<string, TypedData> Metadata { get; init; } = new Dictionary<string, TypedData>();

    /// <summary>The W3C trace context that the invocation belongs to; empty when there is none.</summary>
    public string TraceParent { get; init; } = Activity.Current?.Id ?? "";

    /// <summary>The W3C trace state of the same context.</summary>
    public string TraceState { get; init; } = Activity.Current?.TraceStateString ?? "";
}

/// <summary>The result of an invocation.</summary>
/// <param name="Succeeded">Whether the function returned.</param>
/// <param name="ReturnValue">The returned value; null for none.</param>
/// <param name="Fault">The exception that the function threw; null if it returned.</param>
internal sealed record InvocationOutcome(bool Succeeded, TypedData? ReturnValue, RpcException? Fault)
{
    /// <summary>
    /// Whether the worker ended before it responded, so that the effects of the function are unknown. The fault
    /// contains the reason.
    /// </summary>
    public bool IsWorkerGone { get; init; }

    /// <summary>The returned value as text; null for none.</summary>
    public string? ReturnedText =>
        ReturnValue switch
        {
            { DataCase: TypedData.DataOneofCase.String } text => text.String,
            { DataCase: TypedData.DataOneofCase.Json } json => json.Json,
            _ => null,
        };

    /// <summary>Returns the outcome of an invocation that failed for a reason outside the function.</summary>
    /// <param name="sentence">The reason.</param>
    /// <returns>The outcome.</returns>
    public static InvocationOutcome Failed(string sentence) =>
        new(false, null, new RpcException { Message = sentence });
}

/// <summary>Runs functions of the app in its worker.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Runs a function once. An exception of the function is an outcome and is not thrown.</summary>
    /// <param name="function">The function.</param>
    /// <param name="invocation">The input of the invocation.</param>
    /// <param name="cancellationToken">Asks the function to end early.</param>
    /// <returns>The outcome.</returns>
    Task<InvocationOutcome> InvokeAsync(
        WorkerFunction function,
        Invocation invocation,
        CancellationToken cancellationToken
    );
}

/// <summary>Provides the value of a binding that is not a trigger, such as the durable client's address.</summary>
internal interface IInputBinding
{
    /// <summary>The type of the binding, such as <c>durableClient</c>.</summary>
    string Type { get; }

    /// <summary>Returns the value of one binding in an invocation.</summary>
    /// <param name="binding">The binding.</param>
    /// <returns>The value.</returns>
    TypedData ValueOf(FunctionBinding binding);
}
