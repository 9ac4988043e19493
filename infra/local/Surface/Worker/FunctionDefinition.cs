using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function is: its name, its code and its bindings.</summary>
public abstract class FunctionDefinition
{
    /// <summary>Makes the definition.</summary>
    protected FunctionDefinition()
    {
    }

    /// <summary>The method's parameters.</summary>
    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    /// <summary>The file of the assembly that holds the method.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>The method's full name.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>The function's id.</summary>
    public abstract string Id { get; }

    /// <summary>The function's name.</summary>
    public abstract string Name { get; }

    /// <summary>The bindings that give values, by parameter name; the trigger is one of them.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <summary>The bindings that take values, by name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}
