using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Takes many events: as a list, or one JSON object a line. One that is wrong does not refuse the others.</summary>
internal sealed class TrackBatch(IPrograms programs, EventIntake intake, TimeProvider clock)
{
    private const int Limit = 4 * 1024 * 1024;
    private const int MostEvents = 1000;
    private const string Lines = "application/x-ndjson";

    [Function(nameof(TrackBatch))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/track/batch")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await (await programs.RequireAsync(slug, cancellationToken)).ThenAsync(TrackEvent.Tracking);
        var sent = await program.ThenAsync(_ => ReadAsync(request, cancellationToken));
        if (!sent.Succeeded)
        {
            return Answer.Problem(sent.Problem);
        }

        var results = await TakeAsync(program.Value!.Slug, sent.Value, cancellationToken);
        return Answer.Accepted(new BatchAnswer(results.Count(result => result.Status == BatchResult.Accepted), results));
    }

    private async Task<IReadOnlyList<BatchResult>> TakeAsync(ProgramSlug program, IReadOnlyList<JsonElement> sent, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var read = sent.Select(one => Check(program, one, now)).ToList();
        var good = read.Where(one => one.Succeeded).Select(one => one.Value!).ToList();
        var problems = new Queue<Problem?>(good.Count > 0 ? await intake.TakeAsync(good, cancellationToken) : []);
        return [.. read.Select((one, i) => BatchResult.Of(IdOf(sent[i]), one.Succeeded ? problems.Dequeue() : one.Problem))];
    }

    private static Result<TrackingEvent> Check(ProgramSlug program, JsonElement sent, DateTimeOffset now)
    {
        var body = RequestBody.Parse<EventBody>(Encoding.UTF8.GetBytes(sent.GetRawText()));
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        return EventNames.TryParse(body.Value.Type, out var type)
            ? TrackingEvent.Check(program, type, EventNames.AsMember(body.Value), now)
            : Problem.Invalid("/type", $"Give one of {EventNames.All}.");
    }

    private static string? IdOf(JsonElement sent)
        => sent.ValueKind == JsonValueKind.Object && sent.TryGetProperty("event_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static async Task<Result<IReadOnlyList<JsonElement>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var isLines = request.ContentType?.StartsWith(Lines, StringComparison.OrdinalIgnoreCase) == true;
        if (isLines)
        {
            var body = await request.ReadBytesAsync(Limit, cancellationToken);
            return await body.ThenAsync(bytes => Task.FromResult(ReadLines(bytes)));
        }

        var batch = await request.ReadJsonAsync<BatchBody>(cancellationToken, Limit);
        return !batch.Succeeded ? batch.Problem
            : batch.Value.Events.Count > MostEvents ? Problem.Invalid("/events", $"Send {MostEvents} events at most.")
            : Result.Of(batch.Value.Events);
    }

    private static Result<IReadOnlyList<JsonElement>> ReadLines(byte[] body)
    {
        var events = new List<JsonElement>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(body).Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim().Length == 0)
            {
                continue;
            }

            try
            {
                events.Add(JsonElement.Parse(line));
            }
            catch (JsonException)
            {
                return Problem.Invalid($"/{number}", $"Line {number} is not JSON; write one event a line.");
            }
        }

        return Result.Of<IReadOnlyList<JsonElement>>(events);
    }

    private sealed record BatchBody(IReadOnlyList<JsonElement> Events);

    private sealed record BatchAnswer(int Accepted, IReadOnlyList<BatchResult> Results);
}

/// <summary>What became of one event of a batch.</summary>
internal sealed record BatchResult(string? EventId, string Status, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
{
    public const string Accepted = "accepted";

    public static BatchResult Of(string? id, Problem? problem) => problem is null
        ? new BatchResult(id, Accepted, null)
        : new BatchResult(
            id,
            problem.Kind == ProblemKind.Conflict ? "conflict" : "rejected",
            problem.Errors.Count > 0 ? problem.Errors : new Dictionary<string, IReadOnlyList<string>> { [string.Empty] = [problem.Detail] });
}
