using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Accepts one event of the type in the route.</summary>
[Tags("Events")]
public sealed class TrackEvent(IPrograms programs, EventIntake intake, IntakeCounts counts, TimeProvider clock)
{
    private const int Limit = 64 * 1024;

    /// <inheritdoc cref="TrackEvent"/>
    [Function(nameof(TrackEvent))]
    [EndpointSummary("Accepts one event.")]
    [EndpointDescription(
        "The same event again gets the same response as before; another event under its id is a conflict."
    )]
    [Consumes(typeof(EventBody), "application/json")]
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
    [ResponseExample("""{ "event_id": "sale-1", "status": "accepted" }""")]
    [ProducesResponseType<EventAccepted>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/track/{type}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<EventType>("The type of the event.")] string type,
        CancellationToken cancellationToken
    )
    {
        if (!EventNames.TryParse(type, out var kind))
        {
            return HttpResults.Problem(
                Problem.NotFound($"There is no event type '{type}'; the types are {EventNames.All}.")
            );
        }

        var tracking = await RequireTrackingAsync(programs, slug, cancellationToken);
        if (!tracking.Succeeded)
        {
            return HttpResults.Problem(tracking.Problem);
        }

        var program = tracking.Value.Slug;
        var sent = await request
            .ReadJsonAsync<EventBody>(cancellationToken, Limit)
            .Then(body => TrackingEvent.CheckSingle(program, kind, body, clock.GetUtcNow()));
        var taken = sent.Succeeded
            ? (await intake.TakeAsync([sent.Value], cancellationToken))[0]
            : new Taken(sent.Problem, null);
        await counts.AddAsync(program, "api", [taken], cancellationToken);
        return taken.Problem is { } problem
            ? HttpResults.Problem(problem)
            : HttpResults.Accepted(new EventAccepted(sent.Value!.Body.EventId!, BatchResult.Accepted, taken.ClickId));
    }

    /// <summary>
    /// Returns the program if it counts events. A cached program that counted events a few seconds ago is sufficient; a
    /// request is rejected only after a fresh read.
    /// </summary>
    internal static async Task<Result<AffiliateProgram>> RequireTrackingAsync(
        IPrograms programs,
        string slug,
        CancellationToken cancellationToken
    ) =>
        ProgramSlug.TryParse(slug, out var parsed)
        && await programs.FindRecentAsync(parsed, cancellationToken) is { } recent
        && CountsEvents(recent)
            ? recent
            : await programs.RequireAsync(slug, cancellationToken).Then(program => Tracking(program));

    /// <summary>Returns the program if it counts events.</summary>
    internal static Result<AffiliateProgram> Tracking(AffiliateProgram program) =>
        CountsEvents(program)
            ? program
            : Problem.Conflict("The program does not accept events: it has not started, or is closed.");

    private static bool CountsEvents(AffiliateProgram program) =>
        program.Stage is not (ProgramStage.Draft or ProgramStage.Closed);
}

/// <summary>The response to an accepted event.</summary>
/// <param name="EventId">The event id that the sender chose.</param>
/// <param name="Status"><c>accepted</c>.</param>
/// <param name="ClickId">
/// For a click, the click id that the program's site passes on with later events; null for other events.
/// </param>
internal sealed record EventAccepted(string EventId, string Status, string? ClickId);
