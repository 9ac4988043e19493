using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace SampleFunctions.Durable;

/// <summary>HTTP functions that use the client of orchestrations.</summary>
public static class StartFunctions
{
    /// <summary>Starts the orchestrator that says a word, and waits for its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="word">The word.</param>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The orchestrator's output.</returns>
    [Function(nameof(SayWord))]
    public static async Task<IResult> SayWord(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "say/{word}")] HttpRequest request,
        string word,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var options = new StartOrchestrationOptions($"say-{word}");
        var id = await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(SampleOrchestrators.SayInTurn),
            new[] { word },
            options,
            cancellationToken
        );
        var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return Results.Text(ended.ReadOutputAs<string>());
    }
}
