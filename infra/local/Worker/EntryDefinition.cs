using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>The definition of a function that was found in code.</summary>
internal sealed class EntryDefinition(string name, MethodInfo method, TriggerBindingAttribute trigger, ParameterInfo triggerParameter)
    : FunctionDefinition
{
    public override string Name => name;

    public override string Id => name;

    public override string EntryPoint { get; } = $"{method.ReflectedType?.FullName}.{method.Name}";

    public override string PathToAssembly => method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(triggerParameter.Name!, new TriggerMetadata(triggerParameter.Name!, TypeOf(trigger)));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>The type as a function.json names it: <c>httpTrigger</c> for an <c>HttpTriggerAttribute</c>.</summary>
    private static string TypeOf(TriggerBindingAttribute trigger)
    {
        var type = trigger.GetType().Name.AsSpan();
        type = type.EndsWith("Attribute") ? type[..^"Attribute".Length] : type;
        return $"{char.ToLowerInvariant(type[0])}{type[1..]}";
    }

    private sealed class TriggerMetadata(string name, string type) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
