namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Makes the context.</summary>
    protected FunctionContext()
    {
    }

    /// <summary>The id of this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The id of the function, stable while its name and code place are.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that this invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>The data of the trigger, by name.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt this is.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that is invoked.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that middleware and the function share during the invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Typed features of the invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller has gone or the host stops for good.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
