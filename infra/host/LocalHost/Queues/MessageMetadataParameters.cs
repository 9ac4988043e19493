using System.ComponentModel;
using System.Reflection;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Queues;

/// <summary>Parameters of a queue function that are named like a message's metadata, such as <c>long dequeueCount</c>.</summary>
internal sealed class MessageMetadataParameters : IParameterBinder
{
    private static readonly Dictionary<string, Type[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = [typeof(string)],
        ["Id"] = [typeof(string)],
        ["PopReceipt"] = [typeof(string)],
        ["DequeueCount"] = [typeof(string), typeof(int), typeof(long)],
        ["InsertionTime"] = [typeof(string), typeof(DateTimeOffset)],
        ["ExpirationTime"] = [typeof(string), typeof(DateTimeOffset)],
        ["NextVisibleTime"] = [typeof(string), typeof(DateTimeOffset)],
    };

    public ParameterSource? SourceOf(FunctionEntry function, ParameterInfo parameter)
    {
        if (function.Trigger is not QueueTriggerAttribute || function.IsTrigger(parameter) || !Fits(parameter.Name!, parameter.ParameterType))
        {
            return null;
        }

        var name = parameter.Name!;
        var converter = TypeDescriptor.GetConverter(parameter.ParameterType);
        return invocation => invocation.BindingContext.BindingData.GetValueOrDefault(name) is string text ? converter.ConvertFromInvariantString(text) : null;
    }

    private static bool Fits(string name, Type type) => Known.TryGetValue(name, out var types) && types.Contains(type);
}
