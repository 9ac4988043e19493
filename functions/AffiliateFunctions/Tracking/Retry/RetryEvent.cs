using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Retry;

/// <summary>Retries a rejected or held event: unchanged without a body, corrected with a body.</summary>
[Tags("Events")]
public sealed class RetryEvent(IPrograms programs, RetryEvents retry, IAuditLog audit, TimeProvider clock)
{
    private const int Limit = 64 * 1024;

    /// <inheritdoc cref="RetryEvent"/>
    [Function(nameof(RetryEvent))]
    [EndpointSummary("Retries a rejected or held event, as it is or corrected by the body.")]
    [Consumes(typeof(EventBody), "application/json", IsOptional = true)]
    [RequestExample(
        """
            {
              "event_id": "sale-1",
              "invoice_id": "in_1",
              "customer": { "external_id": "cus_1", "email": "buyer@customer.example" },
              "amount": 12000,
              "tax": 2000,
              "currency": "USD",
              "code": "agency"
            }
            """
    )]
    [ResponseExample("""{ "event_id": "sale-1", "status": "accepted", "attempt": 1 }""")]
    [ProducesResponseType<RetriedEvent>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/events/{eventId}/retry")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<EventId>] string eventId,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                MendedAsync(request, cancellationToken)
                    .Then(body =>
                        EventId.TryParse(eventId, out var id)
                            ? retry.RetryAsync(program.Slug, id, body.Body, cancellationToken)
                            : Task.FromResult<Result<TrackingEvent>>(
                                Problem.NotFound($"There is no event '{eventId}'.")
                            )
                    )
                    .Match(trackingEvent => AcceptedAsync(trackingEvent, cancellationToken)),
            cancellationToken
        );

    // The content of the event is not recorded: audit records cannot be erased.
    private async Task<IResult> AcceptedAsync(TrackingEvent trackingEvent, CancellationToken cancellationToken)
    {
        await audit.RecordAsync(
            new AuditEntry(
                trackingEvent.Program,
                $"event:{trackingEvent.Id}:retried:{trackingEvent.Attempt}",
                Callers.Unnamed,
                "event_retried",
                trackingEvent.Id.Value,
                null,
                clock.GetUtcNow()
            )
            {
                Change = AuditChange.OfNew(new { trackingEvent.Attempt, Content = trackingEvent.BodyHash }),
            },
            cancellationToken
        );
        return HttpResults.Accepted(new RetriedEvent(trackingEvent.Id, "accepted", trackingEvent.Attempt));
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

/// <summary>The response to a retried event.</summary>
/// <param name="EventId">The event id that the sender chose.</param>
/// <param name="Status"><c>accepted</c>.</param>
/// <param name="Attempt">The number of retries of the event so far.</param>
internal sealed record RetriedEvent(EventId EventId, string Status, int Attempt);
