using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace SampleFunctions.Http;

/// <summary>Holds a function until a test lets it go on.</summary>
public sealed class Gate
{
    /// <summary>The function has begun.</summary>
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The function may end.</summary>
    public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The function was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>HTTP functions that wait, and one that shows a setting.</summary>
/// <param name="gate">What they wait for.</param>
/// <param name="configuration">The settings.</param>
public sealed class GatedFunctions(Gate gate, IConfiguration configuration)
{
    [Function(nameof(Waits))]
    public async Task<IResult> Waits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waits")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        gate.Entered.TrySetResult();
        try
        {
            await gate.Leave.Task.WaitAsync(cancellationToken);
            return Results.Text("answered");
        }
        catch (OperationCanceledException)
        {
            gate.Cancelled.TrySetResult();
            throw;
        }
    }

    [Function(nameof(Stuck))]
    public async Task<IResult> Stuck(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stuck")] HttpRequest request
    )
    {
        await gate.Leave.Task;
        return Results.Text("late");
    }

    [Function(nameof(Site))]
    public IResult Site([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "site")] HttpRequest request) =>
        Results.Text(configuration["Site:PublicBaseUrl"]);
}
