using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>The result of an invocation, as middleware sees and replaces it.</summary>
internal sealed class ReturnedValue(Invocation invocation) : InvocationResult
{
    public override object? Value
    {
        get => invocation.Returned;
        set => invocation.Returned = value;
    }
}
