using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>The parameters that any function may have: the trigger's value, the invocation, its request, its cancellation, its route values.</summary>
internal sealed class OrdinaryParameters : IParameterBinder
{
    public ParameterSource? SourceOf(FunctionEntry function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return invocation => invocation;
        }

        if (type == typeof(CancellationToken))
        {
            return invocation => invocation.CancellationToken;
        }

        // Each kind of trigger hands over the value in the parameter's own type and refuses at start the types it cannot make.
        if (function.IsTrigger(parameter))
        {
            return invocation => invocation.TriggerValue;
        }

        return function.Trigger is HttpTriggerAttribute && parameter.GetCustomAttribute<BindingAttribute>() is null
            ? OfRequest(parameter, type)
            : null;
    }

    private static ParameterSource? OfRequest(ParameterInfo parameter, Type type)
    {
        if (type == typeof(HttpRequest))
        {
            return invocation => invocation.HttpContext!.Request;
        }

        if (type == typeof(HttpContext))
        {
            return invocation => invocation.HttpContext;
        }

        var name = parameter.Name!;
        return type == typeof(string) ? invocation => invocation.HttpContext!.Request.RouteValues[name] : null;
    }
}
