using AffiliateFunctions.LocalRuntime.Worker;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation.</summary>
public static class FunctionContextExtensions
{
    // The key under which the platform's own ASP.NET Core integration keeps the request; a test double of a context uses it.
    private const string RequestKey = "HttpRequestContext";

    /// <summary>The request that an HTTP function answers.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The request's context; null for every other trigger.</returns>
    public static HttpContext? GetHttpContext(this FunctionContext context) => context switch
    {
        Invocation invocation => invocation.HttpContext,
        _ => context.Items.TryGetValue(RequestKey, out var kept) ? kept as HttpContext : null,
    };
}

/// <summary>What goes into and comes out of an invocation.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>What the function returned; middleware reads and replaces it after calling the next step.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The result.</returns>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new ReturnedValue(Invocation.Of(context));
}

/// <summary>Logging in an invocation.</summary>
public static class FunctionContextLoggerExtensions
{
    /// <summary>A logger of a category.</summary>
    /// <typeparam name="T">The type that names the category.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <returns>The logger.</returns>
    public static ILogger<T> GetLogger<T>(this FunctionContext context) =>
        context.InstanceServices.GetRequiredService<ILogger<T>>();

    /// <summary>A logger of a category.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="categoryName">The category.</param>
    /// <returns>The logger.</returns>
    public static ILogger GetLogger(this FunctionContext context, string categoryName) =>
        context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
}
