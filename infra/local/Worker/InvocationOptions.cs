using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>What a trigger knows of an invocation besides its value.</summary>
internal readonly record struct InvocationOptions
{
    /// <summary>The id of the invocation; made when absent.</summary>
    public string? InvocationId { get; init; }

    /// <summary>The scope to run in; when absent the runner opens one and ends it with the invocation.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>The request, for HTTP functions.</summary>
    public HttpContext? HttpContext { get; init; }

    /// <summary>The trigger's data by name, such as a message's id and dequeue count.</summary>
    public IReadOnlyDictionary<string, object?>? BindingData { get; init; }
}
