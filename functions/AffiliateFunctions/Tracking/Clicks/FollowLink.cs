using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>
/// The link of a partner: sends the visitor on to the program's site, with a click id and a cookie that keeps it. No visitor is kept
/// waiting for storage, nor refused because many others come from the same address: their click ids say whose they are all the same.
/// </summary>
internal sealed partial class FollowLink(
    LinkTargets targets,
    KnownWindows windows,
    ClickIds clicks,
    NoteClicks notes,
    EventIntake intake,
    PageAnswers pages,
    OpenRoutes routes,
    IOptions<TrackingOptions> options,
    TimeProvider clock,
    ILogger<FollowLink> log)
{
    // For all that a visitor waits for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Function(nameof(FollowLink))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "r/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var refusal = routes.Refuse(request);
        var (link, program, isKnown) = await targets.FindAsync(code, patience.Token);
        if (link is null && refusal is not null)
        {
            return Answer.Problem(refusal);
        }

        if (program is null)
        {
            return options.Value.FallbackUrl is { } fallback ? Redirect(request, fallback) : await NowhereAsync(isKnown);
        }

        var address = Destination.Of(program, request.Query);
        var counts = link is { Active: true } && program.Stage is ProgramStage.Pilot or ProgramStage.Live && Visit.IsVisit(request);
        return Redirect(request, counts ? await ClickAsync(request, program.Slug, link!, address, isStored: refusal is null, patience.Token) : address);
    }

    /// <summary>Counts the click, and answers the address with its id.</summary>
    private async Task<string> ClickAsync(HttpRequest request, ProgramSlug program, PartnerLink link, string address, bool isStored, CancellationToken patience)
    {
        var now = clock.GetUtcNow();
        var visit = Visit.BodyOf(request, link.Code, now, address, options.Value.CountryHeader);
        var id = clicks.New(program, link.Partner, now, await notes.OfVisitAsync(program, link.Partner, visit, patience));
        if (isStored)
        {
            await StoreAsync(new TrackingEvent(program, EventType.Click, visit with { EventId = id }, now), patience);
        }

        if (Visit.Consent(request) != false)
        {
            request.HttpContext.Response.Cookies.Append($"{Destination.ClickParameter}_{program}", id, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = request.IsHttps,
                MaxAge = await windows.OfAsync(program, patience),
            });
        }

        return Destination.WithClick(address, id);
    }

    // The id says whose click it is: a visitor is sent on, and a sale attributed, also when the click cannot be counted.
    private async Task StoreAsync(TrackingEvent click, CancellationToken patience)
    {
        try
        {
            await intake.TakeOwnAsync(click).WaitAsync(patience);
        }
        catch (OperationCanceledException fault)
        {
            NotStoredYet(log, fault, click.Id.Value);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            NotCounted(log, fault, click.Id.Value);
        }
    }

    private Task<IResult> NowhereAsync(bool isKnown) => isKnown
        ? pages.NoticeAsync(new Notice("This link leads nowhere", "The code in it is not known. Check the address.", NoticeTone.Warning), StatusCodes.Status404NotFound)
        : pages.NoticeAsync(new Notice("This link cannot be followed at present", "Please try it again in a moment.", NoticeTone.Warning), StatusCodes.Status503ServiceUnavailable);

    // A redirect is never kept: the next visit is another click.
    private static IResult Redirect(HttpRequest request, string address)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(address);
    }

    [LoggerMessage(1, LogLevel.Error, "The click {Click} was not counted: storage refused it.")]
    private static partial void NotCounted(ILogger log, Exception fault, string click);

    [LoggerMessage(2, LogLevel.Warning, "The visitor of the click {Click} was sent on before storage had answered; it is counted if it answers yet.")]
    private static partial void NotStoredYet(ILogger log, Exception fault, string click);
}
