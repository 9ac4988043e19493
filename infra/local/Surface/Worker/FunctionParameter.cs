namespace Microsoft.Azure.Functions.Worker;

/// <summary>One parameter of a function's method.</summary>
public class FunctionParameter
{
    /// <summary>Makes the parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    public FunctionParameter(string name, Type type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its type.</summary>
    public Type Type { get; }
}
