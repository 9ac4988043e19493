using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>A function that was found: its name, its method and the one parameter that triggers it.</summary>
/// <param name="name">The name of its <see cref="FunctionAttribute"/>.</param>
/// <param name="method">The method that is called.</param>
/// <param name="trigger">The attribute on the trigger parameter.</param>
/// <param name="triggerParameter">The parameter that takes the trigger's value.</param>
internal sealed class FunctionEntry(string name, MethodInfo method, TriggerBindingAttribute trigger, ParameterInfo triggerParameter)
{
    /// <summary>The function's name, unique in the application.</summary>
    public string Name => name;

    /// <summary>The method that is called.</summary>
    public MethodInfo Method => method;

    /// <summary>The attribute on the trigger parameter.</summary>
    public TriggerBindingAttribute Trigger => trigger;

    /// <summary>The parameter that takes the trigger's value.</summary>
    public ParameterInfo TriggerParameter => triggerParameter;

    /// <summary>The class of the method; null when the method is static and needs no instance.</summary>
    public Type? InstanceType { get; } = method.IsStatic ? null : method.ReflectedType;

    /// <summary>All parameters, the trigger among them.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; } = method.GetParameters();

    /// <summary>Whether the parameter takes the trigger's value. Reflection can answer another object for the same parameter each time, when two applications start at once.</summary>
    public bool IsTrigger(ParameterInfo parameter) => parameter.Position == triggerParameter.Position;

    /// <summary>What the function's own code sees of this entry.</summary>
    public FunctionDefinition Definition { get; } = new EntryDefinition(name, method, trigger, triggerParameter);

    /// <summary>Class and method, for messages.</summary>
    public string Place => Definition.EntryPoint;
}
