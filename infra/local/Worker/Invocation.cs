using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>One invocation of a function; what few functions ask for is made when asked for.</summary>
/// <param name="function">The function.</param>
/// <param name="services">The services of the invocation's scope.</param>
/// <param name="triggerValue">What the trigger gives: a request, a message, a timer's state, an activity's input.</param>
/// <param name="options">The rest that the trigger knows.</param>
/// <param name="cancellationToken">Ends the invocation early.</param>
internal sealed class Invocation(
    FunctionEntry function, IServiceProvider services, object? triggerValue, InvocationOptions options, CancellationToken cancellationToken)
    : FunctionContext
{
    private string? _id;
    private InvocationFeatures? _features;
    private IDictionary<object, object>? _items;

    /// <summary>The function that is invoked.</summary>
    public FunctionEntry Function => function;

    /// <summary>What the trigger gives.</summary>
    public object? TriggerValue => triggerValue;

    /// <summary>The request of an HTTP function.</summary>
    public HttpContext? HttpContext => options.HttpContext;

    /// <summary>What the function returned.</summary>
    public object? Returned { get; set; }

    public override string InvocationId => _id ??=
        options.InvocationId ?? Guid.CreateVersion7(InstanceServices.GetRequiredService<TimeProvider>().GetUtcNow()).ToString();

    public override string FunctionId => function.Definition.Id;

    public override TraceContext TraceContext => CurrentTrace.Instance;

    public override BindingContext BindingContext => field ??= new TriggerData(options.BindingData ?? RouteValues());

    public override RetryContext RetryContext => NoRetries.Instance;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IInvocationFeatures Features => _features ??= new InvocationFeatures();

    public override CancellationToken CancellationToken => cancellationToken;

    /// <summary>The invocation behind a context of this runtime.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The invocation.</returns>
    /// <exception cref="InvalidOperationException">The context is a test double.</exception>
    public static Invocation Of(FunctionContext context) => context as Invocation
        ?? throw new InvalidOperationException($"{context.GetType()} is not a context of the runtime, so it has no result.");

    private IReadOnlyDictionary<string, object?> RouteValues() =>
        HttpContext?.Request.RouteValues ?? (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>();

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class NoRetries : RetryContext
    {
        public static readonly NoRetries Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class CurrentTrace : TraceContext
    {
        public static readonly CurrentTrace Instance = new();

        public override string TraceParent => Activity.Current?.Id ?? "";

        public override string TraceState => Activity.Current?.TraceStateString ?? "";
    }
}
