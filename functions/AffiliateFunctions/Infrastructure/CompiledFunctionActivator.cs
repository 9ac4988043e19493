using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure;

/// <summary>
/// Creates the instance of a function class for each invocation by a compiled constructor call. The worker's default
/// compares the constructors with the services again for each invocation.
/// </summary>
internal sealed class CompiledFunctionActivator : IFunctionActivator
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> factories = [];

    /// <inheritdoc/>
    public object CreateInstance(Type instanceType, FunctionContext context) =>
        factories.GetOrAdd(instanceType, type => ActivatorUtilities.CreateFactory(type, []))(
            context.InstanceServices,
            []
        );
}
