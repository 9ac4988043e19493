namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>The base of every binding.</summary>
public abstract class BindingAttribute : Attribute
{
    /// <summary>Makes the binding.</summary>
    public BindingAttribute()
    {
    }
}

/// <summary>The base of every binding that gives a value to a function.</summary>
public abstract class InputBindingAttribute : BindingAttribute
{
    /// <summary>Makes the binding.</summary>
    public InputBindingAttribute()
    {
    }
}

/// <summary>The base of every binding that starts a function.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute
{
    /// <summary>Makes the binding.</summary>
    public TriggerBindingAttribute()
    {
    }
}
