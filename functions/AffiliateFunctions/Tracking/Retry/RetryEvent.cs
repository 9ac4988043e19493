using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Retry;

/// <summary>Tries a rejected or held event again: without a body as it is, with one as mended.</summary>
public sealed class RetryEvent(IPrograms programs, RetryEvents retry)
{
    private const int Limit = 64 * 1024;

    /// <inheritdoc cref="RetryEvent"/>
    [Function(nameof(RetryEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/events/{eventId}/retry")] HttpRequest request,
        string slug,
        string eventId,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var mended = await program.ThenAsync(_ => MendedAsync(request, cancellationToken));
        var retried = await mended.ThenAsync(body => EventId.TryParse(eventId, out var id)
            ? retry.RetryAsync(program.Value!.Slug, id, body.Body, cancellationToken)
            : Task.FromResult<Result<TrackingEvent>>(Problem.NotFound($"There is no event '{eventId}'.")));
        return retried.Match(one => Answer.Accepted(new { EventId = one.Id, Status = "accepted", one.Attempt }));
    }

    private static async Task<Result<Mended>> MendedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !request.HasJsonContentType())
        {
            return new Mended(null);
        }

        var body = await request.ReadBytesAsync(Limit, cancellationToken);
        if (!body.Succeeded || body.Value.Length == 0)
        {
            return body.Succeeded ? new Mended(null) : body.Problem;
        }

        var sent = RequestBody.Parse<EventBody>(body.Value);
        return sent.Succeeded ? new Mended(EventNames.AsSingle(sent.Value)) : sent.Problem;
    }

    private sealed record Mended(EventBody? Body);
}
