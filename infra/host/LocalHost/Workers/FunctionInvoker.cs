using LocalHost.Hosting;
using LocalHost.Workers.Protocol;
using Microsoft.Extensions.Logging;

namespace LocalHost.Workers;

/// <summary>Runs functions in the worker, within the time limit of host.json.</summary>
internal sealed class FunctionInvoker(
    WorkerConnections connections,
    IEnumerable<IInputBinding> inputBindings,
    HostJson hostJson,
    ILogger<FunctionInvoker> logger
) : IFunctionInvoker
{
    // How long a cancelled function has to end. The platform then ends the worker; here the host only stops waiting.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IInputBinding> _inputBindings = inputBindings.ToDictionary(
        binding => binding.Type,
        StringComparer.OrdinalIgnoreCase
    );

    public async Task<InvocationOutcome> InvokeAsync(
        WorkerFunction function,
        Invocation invocation,
        CancellationToken cancellationToken
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var channel = await connections.CurrentAsync(cancellationToken);
            var running = channel.InvokeAsync(function.Name, RequestOf(function, invocation), ending.Token);
            return hostJson.FunctionTimeout is { } longest
                ? await WithinAsync(longest, function, running, ending)
                : await running;
        }
        catch (WorkerGoneException gone)
        {
            return InvocationOutcome.Failed(gone.Message) with { IsWorkerGone = true };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return InvocationOutcome.Failed($"{function.Name} was cancelled before a worker could run it.");
        }
    }

    private async Task<InvocationOutcome> WithinAsync(
        TimeSpan longest,
        WorkerFunction function,
        Task<InvocationOutcome> running,
        CancellationTokenSource ending
    )
    {
        try
        {
            return await running.WaitAsync(longest, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            logger.LogError(
                "{Function} ran longer than the functionTimeout of {Longest} and is cancelled",
                function.Name,
                longest
            );
            await ending.CancelAsync();
        }

        try
        {
            return await running.WaitAsync(Grace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            return InvocationOutcome.Failed(
                $"{function.Name} ran longer than the functionTimeout of {longest} "
                    + "and did not end when it was cancelled."
            );
        }
    }

    private InvocationRequest RequestOf(WorkerFunction function, Invocation invocation)
    {
        var request = new InvocationRequest
        {
            InvocationId = invocation.Id,
            FunctionId = function.Id,
            TraceContext = new() { TraceParent = invocation.TraceParent, TraceState = invocation.TraceState },
            RetryContext = new(),
        };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = invocation.TriggerValue });
        foreach (var binding in function.Bindings)
        {
            if (binding != function.Trigger && _inputBindings.TryGetValue(binding.Type, out var source))
            {
                request.InputData.Add(new ParameterBinding { Name = binding.Name, Data = source.ValueOf(binding) });
            }
        }

        foreach (var (name, value) in invocation.Metadata)
        {
            request.TriggerMetadata[name] = value;
        }

        return request;
    }
}
