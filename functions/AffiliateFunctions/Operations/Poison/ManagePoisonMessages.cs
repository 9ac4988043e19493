using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Operations.Poison;

/// <summary>Lists messages that failed too often, sends them again, and removes them.</summary>
[Tags("Operations")]
public sealed partial class ManagePoisonMessages(PoisonQueues queues, ILogger<ManagePoisonMessages> logger)
{
    private const string Route = "api/admin/poison";
    private const string QueueText = "The poison queue, such as tracking-events-poison.";

    /// <summary>Lists the poison queues.</summary>
    [Function(nameof(GetPoisonMessages))]
    [EndpointSummary("Lists messages that failed too often, with what they contain.")]
    [EndpointDescription("Needs the master key. Each queue shows its first 32 messages.")]
    [ResponseExample(
        """
            {
              "queues": [
                {
                  "queue": "webhooks-poison",
                  "source": "webhooks",
                  "count": 1,
                  "messages": [
                    {
                      "id": "7b6f1c0e-3c07-4d5b-9a51-2f6d4b9b2f11",
                      "inserted_at": "2026-11-30T12:00:00+00:00",
                      "size": 412,
                      "contents": ["acme/commission.created evt_01K8Z"]
                    }
                  ]
                }
              ]
            }
            """
    )]
    [ProducesResponseType<PoisonAnswer>(StatusCodes.Status200OK)]
    public async Task<IResult> GetPoisonMessages(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpResults.Ok(
            new PoisonAnswer(await Task.WhenAll(queues.Names.Select(name => queues.ReadAsync(name, cancellationToken))))
        );

    /// <summary>Sends the messages of a poison queue again.</summary>
    [Function(nameof(ReturnPoisonMessages))]
    [EndpointSummary("Sends messages that failed too often again.")]
    [EndpointDescription("Needs the master key. What a message does is done once, however often it is sent.")]
    [ResponseExample("""{ "returned": 3 }""")]
    [ProducesResponseType<ReturnedMessages>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public async Task<IResult> ReturnPoisonMessages(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Route + "/{queue}/return")] HttpRequest request,
        [RouteValue<string>(QueueText)] string queue,
        CancellationToken cancellationToken
    )
    {
        if (!queues.IsKnown(queue))
        {
            return Unknown(queue);
        }

        var returned = await queues.ReturnAsync(queue, cancellationToken);
        LogReturned(logger, returned, queue);
        return HttpResults.Ok(new ReturnedMessages(returned));
    }

    /// <summary>Removes a message of a poison queue for good.</summary>
    [Function(nameof(RemovePoisonMessage))]
    [EndpointSummary("Removes a message that failed too often for good.")]
    [EndpointDescription("Needs the master key.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The message is removed.")]
    [ProducesProblems(404)]
    public async Task<IResult> RemovePoisonMessage(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = Route + "/{queue}/{id}")] HttpRequest request,
        [RouteValue<string>(QueueText)] string queue,
        [RouteValue<string>("The id of the message.")] string id,
        CancellationToken cancellationToken
    )
    {
        if (!queues.IsKnown(queue))
        {
            return Unknown(queue);
        }

        if (!await queues.RemoveAsync(queue, id, cancellationToken))
        {
            return NoMessage(queue, id);
        }

        LogRemoved(logger, id, queue);
        return Results.NoContent();
    }

    private IResult Unknown(string queue) =>
        HttpResults.Problem(
            Problem.NotFound($"There is no poison queue '{queue}'; there are {string.Join(", ", queues.Names)}.")
        );

    private static IResult NoMessage(string queue, string id) =>
        HttpResults.Problem(
            Problem.NotFound($"The queue {queue} has no message '{id}', or another call has it at present.")
        );

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages of {Queue} were sent again by key")]
    private static partial void LogReturned(ILogger logger, int count, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {Id} of {Queue} was removed by key")]
    private static partial void LogRemoved(ILogger logger, string id, string queue);
}

/// <summary>The poison queues.</summary>
/// <param name="Queues">The queues.</param>
internal sealed record PoisonAnswer(IReadOnlyList<PoisonQueue> Queues);

/// <summary>The number of messages that were sent again.</summary>
/// <param name="Returned">The number.</param>
internal sealed record ReturnedMessages(int Returned);
