using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Takes one event of the kind that the route names.</summary>
internal sealed class TrackEvent(IPrograms programs, IPartners partners, EventIntake intake, ClickIds clicks, NoteClicks notes, TimeProvider clock)
{
    private const int Limit = 64 * 1024;

    [Function(nameof(TrackEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/track/{type}")] HttpRequest request,
        string slug,
        string type,
        CancellationToken cancellationToken)
    {
        if (!EventNames.TryParse(type, out var kind))
        {
            return Answer.Problem(Problem.NotFound($"There is no event '{type}': there are {EventNames.All}."));
        }

        var program = await (await programs.RequireAsync(slug, cancellationToken)).ThenAsync(Tracking);
        var body = await program.ThenAsync(_ => request.ReadJsonAsync<EventBody>(cancellationToken, Limit));
        var checkedEvent = await body.ThenAsync(sent => CheckAsync(program.Value!, kind, EventNames.AsSingle(sent), cancellationToken));
        if (!checkedEvent.Succeeded)
        {
            return Answer.Problem(checkedEvent.Problem);
        }

        var problem = (await intake.TakeAsync([checkedEvent.Value], cancellationToken))[0];
        return problem is not null
            ? Answer.Problem(problem)
            : Answer.Accepted(new { EventId = checkedEvent.Value.Id, Status = "accepted", checkedEvent.Value.Body.ClickId });
    }

    /// <summary>The program, if it counts events.</summary>
    internal static Task<Result<AffiliateProgram>> Tracking(AffiliateProgram program) => Task.FromResult<Result<AffiliateProgram>>(
        program.Stage is ProgramStage.Draft or ProgramStage.Closed
            ? Problem.Conflict("The program counts no events: it has not started, or is closed.")
            : program);

    private async Task<Result<TrackingEvent>> CheckAsync(AffiliateProgram program, EventType kind, EventBody body, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var valid = TrackingEvent.Check(program.Slug, kind, body, now);
        if (!valid.Succeeded || kind != EventType.Click)
        {
            return valid;
        }

        // A click's answer carries its click id, so its partner must be known at once.
        return await partners.FindByCodeAsync(program.Slug, body.Code!, cancellationToken) is { } partner
            ? valid.Value with { Body = body with { ClickId = clicks.Of(program.Slug, partner, valid.Value.Id, valid.Value.At, await notes.OfAsync(program.Slug, partner, body, cancellationToken)) } }
            : Problem.Invalid("/code", "No partner of the program has this code.");
    }
}
