using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Accepts many events, as a list or as one JSON object per line. An invalid event does not cause the other events to
/// be rejected.
/// </summary>
[Tags("Events")]
public sealed class TrackBatch(IPrograms programs, EventIntake intake, IntakeCounts counts, TimeProvider clock)
{
    private const int Limit = 4 * 1024 * 1024;

    /// <inheritdoc cref="TrackBatch"/>
    [Function(nameof(TrackBatch))]
    [EndpointSummary("Accepts many events and reports on each.")]
    [EndpointDescription(
        "Up to 1,000 events as a list, or up to 10,000 as lines of JSON, of at most 4 MB. An invalid event "
            + "does not affect the others."
    )]
    [Consumes(
        typeof(BatchBody),
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines"
    )]
    [RequestExample(
        """
            {
              "events": [
                { "type": "lead", "event_id": "lead-1", "customer": { "external_id": "cus_1" }, "code": "agency" },
                { "type": "stage", "event_id": "stage-1", "customer_external_id": "cus_1", "stage": "qualified" }
              ]
            }
            """
    )]
    [ResponseExample(
        """
            {
              "accepted": 2,
              "results": [
                { "event_id": "lead-1", "status": "accepted" },
                { "event_id": "stage-1", "status": "accepted" }
              ]
            }
            """
    )]
    [ProducesResponseType<BatchAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/track/batch")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    )
    {
        var program = await TrackEvent.RequireTrackingAsync(programs, slug, cancellationToken);
        var sent = await program.ThenAsync(_ => ReadAsync(request, cancellationToken));
        if (!sent.Succeeded)
        {
            return HttpResults.Problem(sent.Problem);
        }

        var results = await TakeAsync(program.Value!.Slug, sent.Value, cancellationToken);
        return HttpResults.Accepted(
            new BatchAnswer(results.Count(result => result.Status == BatchResult.Accepted), results)
        );
    }

    private async Task<IReadOnlyList<BatchResult>> TakeAsync(
        ProgramSlug program,
        IReadOnlyList<SentEvent> sent,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var read = sent.Select(sentEvent => ReadOne.Of(program, sentEvent, now)).ToList();
        var good = read.Where(readOne => readOne.Event.Succeeded).Select(readOne => readOne.Event.Value!).ToList();
        var taken = new Queue<Taken>(good.Count > 0 ? await intake.TakeAsync(good, cancellationToken) : []);
        var results = read.Select(readOne =>
                (readOne.Id, Taken: readOne.Event.Succeeded ? taken.Dequeue() : new Taken(readOne.Event.Problem, null))
            )
            .ToList();
        await counts.AddAsync(program, "batch", results.Select(result => result.Taken), cancellationToken);
        return [.. results.Select(result => BatchResult.Of(result.Id, result.Taken))];
    }

    private static async Task<Result<IReadOnlyList<SentEvent>>> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var isLines =
            request.GetTypedHeaders().ContentType is { } type
            && BatchText.LineTypes.Any(name => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!isLines && !request.HasJsonContentType())
        {
            return new Problem(
                ProblemKind.UnsupportedMediaType,
                $"Send the body as application/json, or one event per line as {BatchText.LineTypes[0]}."
            );
        }

        return await request
            .ReadBytesAsync(Limit, cancellationToken)
            .Then(bytes => isLines ? BatchText.OfLines(bytes) : BatchText.OfList(bytes));
    }

    /// <summary>An event of the batch, parsed and validated.</summary>
    /// <param name="Id">The id of the event, if it could be read.</param>
    /// <param name="Event">The event, or the problem with it.</param>
    private readonly record struct ReadOne(string? Id, Result<TrackingEvent> Event)
    {
        public static ReadOne Of(ProgramSlug program, SentEvent sent, DateTimeOffset now)
        {
            var body = RequestBody.Parse<EventBody>(sent.Json.Span);
            if (!body.Succeeded)
            {
                return new ReadOne(sent.FindId(), InLine(body.Problem, sent.Line));
            }

            return new ReadOne(
                body.Value.EventId,
                EventNames.TryParse(body.Value.Type, out var type)
                    ? TrackingEvent.Check(program, type, EventNames.AsMember(body.Value), now)
                    : Problem.Invalid("/type", $"Give one of {EventNames.All}.")
            );
        }

        // An event that cannot be parsed may have no id, so the line number identifies it.
        private static Problem InLine(Problem problem, int? line) =>
            line is null
                ? problem
                : Problem.Invalid(
                    problem.Errors.SelectMany(error =>
                        error.Value.Select(sentence => (error.Key, $"Line {line}: {sentence}"))
                    )
                );
    }
}

/// <summary>The number of accepted events, and the result of each event in the order of the request.</summary>
internal sealed record BatchAnswer(int Accepted, IReadOnlyList<BatchResult> Results);

/// <summary>The result of one event of a batch.</summary>
internal sealed record BatchResult(
    string? EventId,
    string Status,
    string? ClickId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
)
{
    public const string Accepted = "accepted";

    public static BatchResult Of(string? id, Taken taken) =>
        taken.Problem is not { } problem
            ? new BatchResult(id, Accepted, taken.ClickId, null)
            : new BatchResult(
                id,
                problem.Kind == ProblemKind.Conflict ? "conflict" : "rejected",
                null,
                problem.Errors.Count > 0
                    ? problem.Errors
                    : new Dictionary<string, IReadOnlyList<string>> { [string.Empty] = [problem.Detail] }
            );
}
