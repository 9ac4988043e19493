using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>The context of a call of an HTTP function, as far as a middleware reads it.</summary>
internal sealed class FakeFunctionContext(string entryPoint) : FunctionContext
{
    // The key of the worker's ASP.NET Core integration, which GetHttpContext reads.
    private const string HttpContextKey = "HttpRequestContext";

    /// <summary>Creates the context of a call.</summary>
    /// <typeparam name="T">The class of the function.</typeparam>
    /// <param name="method">The name of the function's method.</param>
    /// <param name="http">The request with its response.</param>
    public static FakeFunctionContext Of<T>(string method, HttpContext http) =>
        Of($"{typeof(T).FullName}.{method}", http);

    /// <summary>Creates the context of a call.</summary>
    /// <param name="entryPoint">The name of type and method of the function.</param>
    /// <param name="http">The request with its response; null for a function of another trigger.</param>
    public static FakeFunctionContext Of(string entryPoint, HttpContext? http)
    {
        var context = new FakeFunctionContext(entryPoint);
        if (http is not null)
        {
            context.Items[HttpContextKey] = http;
        }

        return context;
    }

    public override string InvocationId => "invocation";

    public override string FunctionId => "function";

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(entryPoint);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException();

    private sealed class Definition(string entryPoint) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];

        public override string PathToAssembly => typeof(Definition).Assembly.Location;

        public override string EntryPoint => entryPoint;

        public override string Id => "function";

        public override string Name => entryPoint;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;
    }
}
