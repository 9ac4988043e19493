namespace Microsoft.Azure.Functions.Worker;

/// <summary>The data of the trigger, by name.</summary>
public abstract class BindingContext
{
    /// <summary>Makes the context.</summary>
    protected BindingContext()
    {
    }

    /// <summary>The data, such as route values or a message's id.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

/// <summary>Which attempt of a retried function an invocation is.</summary>
public abstract class RetryContext
{
    /// <summary>Makes the context.</summary>
    protected RetryContext()
    {
    }

    /// <summary>How many attempts went before.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many attempts may follow the first.</summary>
    public abstract int MaxRetryCount { get; }
}

/// <summary>The distributed trace of an invocation (W3C Trace Context).</summary>
public abstract class TraceContext
{
    /// <summary>Makes the context.</summary>
    protected TraceContext()
    {
    }

    /// <summary>The <c>traceparent</c> of the invocation.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c> of the invocation.</summary>
    public abstract string TraceState { get; }
}

/// <summary>Typed features of an invocation.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets a feature.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    /// <param name="instance">The feature.</param>
    void Set<T>(T instance);

    /// <summary>Gets a feature.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    /// <returns>The feature, or null.</returns>
    T? Get<T>();
}
