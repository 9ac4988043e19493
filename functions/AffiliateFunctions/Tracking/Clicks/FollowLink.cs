using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>
/// The link of a partner: sends the visitor on to the program's site with a click id. Looking at it with HEAD, or fetching it ahead
/// of a visit, counts nothing.
/// </summary>
internal sealed class FollowLink(IPrograms programs, IPartnerLinks links, ClickIds clicks, EventIntake intake, PageAnswers pages, OpenRoutes routes, TimeProvider clock)
{
    private const string ClickParameter = "click_id";

    // What browsers say when they fetch a page before anyone asks for it.
    private static readonly string[] PurposeHeaders = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
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

        var link = await links.ResolveAsync(code, cancellationToken);
        var program = link is null ? await OnlyProgramAsync(cancellationToken) : await programs.FindAsync(link.Program, cancellationToken);
        if (program is null)
        {
            return await pages.NoticeAsync(
                new Notice("This link leads nowhere", "The code in it is not known. Check the address.", NoticeTone.Warning), StatusCodes.Status404NotFound);
        }

        var destination = Destination(program, request.Query["to"]);
        if (link is not { Active: true } || program.Stage is not (ProgramStage.Pilot or ProgramStage.Live) || !IsVisit(request))
        {
            return Redirect(request, destination.ToString());
        }

        var now = clock.GetUtcNow();
        var id = clicks.New(program.Slug, link.Partner, now);
        await intake.TakeAsync([new TrackingEvent(program.Slug, EventType.Click, BodyOf(request, id, code, now, destination), now)], cancellationToken);
        request.HttpContext.Response.Cookies.Append($"{ClickParameter}_{program.Slug}", id, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = request.IsHttps,
            MaxAge = CookieAge,
        });
        return Redirect(request, QueryHelpers.AddQueryString(destination.ToString(), ClickParameter, id));
    }

    private static EventBody BodyOf(HttpRequest request, string id, string code, DateTimeOffset now, Uri destination) => new()
    {
        EventId = id,
        OccurredAt = now,
        Code = code,
        Url = destination.ToString(),
        Referrer = Shortened(request.Headers.Referer.ToString()),
        UserAgent = Shortened(request.Headers.UserAgent.ToString()),
    };

    // A redirect is never kept: the next visit is another click.
    private static IResult Redirect(HttpRequest request, string address)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(address);
    }

    /// <summary>Where the visitor wants to go, if the program allows it; its site otherwise.</summary>
    private static Uri Destination(AffiliateProgram program, string? wanted)
    {
        var site = new Uri(program.Website);
        return Uri.TryCreate(wanted, UriKind.Absolute, out var to)
            && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && site.Scheme == Uri.UriSchemeHttp))
            && to.UserInfo.Length == 0
            && program.AllowedDestinations.Append(site.Host).Contains(to.Host, StringComparer.OrdinalIgnoreCase)
                ? to
                : site;
    }

    private static bool IsVisit(HttpRequest request)
        => HttpMethods.IsGet(request.Method)
            && !PurposeHeaders.Any(name => request.Headers[name].ToString().StartsWith("prefetch", StringComparison.OrdinalIgnoreCase));

    private async Task<AffiliateProgram?> OnlyProgramAsync(CancellationToken cancellationToken)
    {
        AffiliateProgram? only = null;
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            if (only is not null)
            {
                return null;
            }

            only = program;
        }

        return only;
    }

    private static string? Shortened(string text) => text.Length == 0 ? null : text[..Math.Min(text.Length, 500)];
}
