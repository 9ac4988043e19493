using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Finds the methods of this app's functions and their HTTP triggers.</summary>
internal static class FunctionMethod
{
    /// <summary>Returns the method of an entry point, or null if this app has no such method.</summary>
    /// <param name="entryPoint">The full name of the type, a dot, and the name of the method.</param>
    public static MethodInfo? Find(string entryPoint)
    {
        var dot = entryPoint.LastIndexOf('.');
        return dot < 0
            ? null
            : typeof(FunctionMethod).Assembly.GetType(entryPoint[..dot])?.GetMethod(entryPoint[(dot + 1)..]);
    }

    /// <summary>Returns the HTTP trigger of a method, or null if no parameter is one.</summary>
    public static HttpTriggerAttribute? HttpTriggerOf(MethodInfo method) =>
        method
            .GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .FirstOrDefault(trigger => trigger is not null);
}
