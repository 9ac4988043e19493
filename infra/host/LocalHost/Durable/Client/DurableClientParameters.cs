using System.Reflection;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Durable.Client;

/// <summary>Gives functions the client.</summary>
internal sealed class DurableClientParameters : IParameterBinder
{
    public ParameterSource? SourceOf(FunctionEntry function, ParameterInfo parameter)
        => parameter.IsDefined(typeof(DurableClientAttribute), inherit: false) && parameter.ParameterType == typeof(DurableTaskClient)
            ? invocation => invocation.InstanceServices.GetRequiredService<DurableTaskClient>()
            : null;
}
