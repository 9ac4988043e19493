using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>The link of a partner: sends the visitor on to the program's site, with a click id and a cookie that keeps it.</summary>
internal sealed partial class FollowLink(
    KnownPrograms programs, KnownLinks links, ClickIds clicks, NoteClicks notes, EventIntake intake, PageAnswers pages, OpenRoutes routes, IOptions<TrackingOptions> options, TimeProvider clock, ILogger<FollowLink> log)
{
    private static readonly TimeSpan CookieAge = TimeSpan.FromDays(90);

    [Function(nameof(FollowLink))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "r/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken)
    {
        if (routes.Refuse(request) is { } refusal)
        {
            return Answer.Problem(refusal);
        }

        var link = await links.FindAsync(code, cancellationToken);
        var program = await (link is null ? programs.OnlyAsync(cancellationToken) : programs.FindAsync(link.Program, cancellationToken));
        if (program is null)
        {
            return await pages.NoticeAsync(
                new Notice("This link leads nowhere", "The code in it is not known. Check the address.", NoticeTone.Warning), StatusCodes.Status404NotFound);
        }

        var address = Destination.Of(program, request.Query);
        var counts = link is { Active: true } && program.Stage is ProgramStage.Pilot or ProgramStage.Live && Visit.IsVisit(request);
        return Redirect(request, counts ? await ClickAsync(request, program.Slug, link!, address, cancellationToken) : address);
    }

    /// <summary>Counts the click, and answers the address with its id.</summary>
    private async Task<string> ClickAsync(HttpRequest request, ProgramSlug program, PartnerLink link, string address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var visit = Visit.BodyOf(request, link.Code, now, address, options.Value.CountryHeader);
        var id = clicks.New(program, link.Partner, now, await notes.OfAsync(program, link.Partner, visit, cancellationToken));
        await StoreAsync(new TrackingEvent(program, EventType.Click, visit with { EventId = id }, now));
        if (Visit.Consent(request) != false)
        {
            request.HttpContext.Response.Cookies.Append($"{Destination.ClickParameter}_{program}", id, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = request.IsHttps,
                MaxAge = CookieAge,
            });
        }

        return Destination.WithClick(address, id);
    }

    // The id says whose click it is: a visitor is sent on, and a sale attributed, also when the click cannot be counted.
    private async Task StoreAsync(TrackingEvent click)
    {
        try
        {
            await intake.TakeOwnAsync(click);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            NotCounted(log, fault, click.Id.Value);
        }
    }

    // A redirect is never kept: the next visit is another click.
    private static IResult Redirect(HttpRequest request, string address)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(address);
    }

    [LoggerMessage(1, LogLevel.Error, "The click {Click} was not counted: storage refused it.")]
    private static partial void NotCounted(ILogger log, Exception fault, string click);
}
