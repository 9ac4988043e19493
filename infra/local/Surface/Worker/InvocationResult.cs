namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation returned, as a type.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>Makes the result.</summary>
    protected InvocationResult()
    {
    }

    /// <summary>The returned value; middleware may replace it.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>What an invocation returned.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
    /// <summary>Makes the result.</summary>
    protected InvocationResult()
    {
    }
}
