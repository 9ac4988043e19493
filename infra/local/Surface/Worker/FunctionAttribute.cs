namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function and names it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <summary>Names the function.</summary>
    /// <param name="name">The name, unique in the application.</param>
    public FunctionAttribute(string name) => Name = name;

    /// <summary>The function's name, unique in the application.</summary>
    public string Name { get; }
}
