namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>Makes the metadata.</summary>
    protected BindingMetadata()
    {
    }

    /// <summary>The name of the bound parameter.</summary>
    public abstract string Name { get; }

    /// <summary>The binding's type, such as <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Whether the function gets or gives the value.</summary>
    public abstract BindingDirection Direction { get; }
}

/// <summary>The direction of a binding.</summary>
public enum BindingDirection
{
    /// <summary>The function gets the value.</summary>
    In = 0,

    /// <summary>The function gives the value.</summary>
    Out = 1,
}
