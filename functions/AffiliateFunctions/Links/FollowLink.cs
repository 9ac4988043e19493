using Affiliate.Pages.Models;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Links;

/// <summary>
/// Redirects a visitor of a partner link to the program's site, with a click id and a cookie that stores it. Visitors
/// never wait long for storage, and are not rejected because many others come from the same IP address. The click id
/// carries the partner in every case.
/// </summary>
[Tags("Links")]
public sealed partial class FollowLink(
    LinkTargetResolver targets,
    ClickRuleCache rules,
    ClickIds ids,
    NetworkPseudonyms networks,
    ClickScreening notes,
    ClickLog clicks,
    GroupCommit queue,
    PageAnswers pages,
    IOptions<SiteOptions> site,
    IOptions<LinkOptions> options,
    TimeProvider clock,
    ILogger<FollowLink> log
)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="FollowLink"/>
    [Function(nameof(FollowLink))]
    [OpenRouteLimit(RespondsBeyondLimit = true)]
    [EndpointSummary("Redirects a visitor to the program's site with a click id.")]
    [EndpointDescription("Other parameters, such as those of a campaign, are passed to the site.")]
    [QueryParameter<string>("to", "An address that the program allows, instead of the link's destination or the site.")]
    [QueryParameter<string>("sub", "A sub-id instead of the link's. Anything else than a valid sub-id is ignored.")]
    [QueryParameter<int>(
        "consent",
        "Whether the visitor consents to being recognised: 1 or 0.",
        Minimum = 0,
        Maximum = 1
    )]
    [ProducesResponseType(StatusCodes.Status302Found, Description = "The visitor is redirected.")]
    [ProducesPages(404, 503)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "r/{code}")] HttpRequest request,
        [RouteValue<string>("The partner's code.")] string code,
        CancellationToken cancellationToken
    )
    {
        using var budget = new WaitBudget(LongestWait, clock);
        return await RedirectAsync(request, await targets.FindAsync(code, budget), budget);
    }

    /// <summary>
    /// Redirects a visitor of an old link, whose code is in a parameter that the program has taken over from another
    /// product, such as <c>?via=</c>.
    /// </summary>
    [Function(nameof(FollowOldLink))]
    [OpenRouteLimit(RespondsBeyondLimit = true)]
    [EndpointSummary("Redirects a visitor of an old link, whose code is in a parameter.")]
    [EndpointDescription(
        "The first parameter counts that the program names in link_parameters and whose value is a code of the program."
    )]
    [QueryParameter<string>("to", "An address that the program allows, instead of the link's destination or the site.")]
    [QueryParameter<string>("sub", "A sub-id instead of the link's. Anything else than a valid sub-id is ignored.")]
    [QueryParameter<int>(
        "consent",
        "Whether the visitor consents to being recognised: 1 or 0.",
        Minimum = 0,
        Maximum = 1
    )]
    [ProducesResponseType(StatusCodes.Status302Found, Description = "The visitor is redirected.")]
    [ProducesPages(404, 503)]
    public async Task<IResult> FollowOldLink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "r")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        using var budget = new WaitBudget(LongestWait, clock);
        return await RedirectAsync(request, await targets.FindOldAsync(request.Query, budget), budget);
    }

    private async Task<IResult> RedirectAsync(HttpRequest request, LinkTarget target, WaitBudget budget)
    {
        var refusal = RefusedRequest.ProblemOf(request);
        var (link, program, isKnown) = target;
        if (link is null && refusal is not null)
        {
            return HttpResults.Problem(refusal);
        }

        if (program is null)
        {
            return options.Value.FallbackUrl is { } fallback
                ? Redirect(request, fallback)
                : await NowhereAsync(isKnown);
        }

        var address = program.Destinations.AddressFor(request.Query, link?.To);
        var counts = link is { Active: true } && program.TakesClicks && Visit.IsVisit(request);
        return Redirect(
            request,
            counts ? await ClickAsync(request, link!, address, isStored: refusal is null, budget) : address
        );
    }

    /// <summary>Counts the click and returns the destination with the click id.</summary>
    private async ValueTask<string> ClickAsync(
        HttpRequest request,
        PartnerLink link,
        string address,
        bool isStored,
        WaitBudget budget
    )
    {
        var (program, now) = (link.Program, clock.GetUtcNow());
        var said = await rules.OfAsync(program, budget);
        var caller = CallerAddress.Of(request, site.Value.CallerAddress);
        var network = await networks.OfVisitorAsync(caller, budget);
        var visit = Visit.Of(request, now, address, network, options.Value.CountryHeader);
        var origin = link.OriginOf(request.Query[Destinations.SubParameter]);
        var id = ids.New(program, link.Partner, now, notes.Of(program, link.Partner, address, network), origin);
        var click = new LinkClick(id, program, link.Partner, link.Code, visit) { Origin = origin };
        if (isStored)
        {
            await StoreAsync(click, said.PayForClicks, budget);
        }

        if (visit.Consent != false)
        {
            request.HttpContext.Response.Cookies.Append(
                $"{Destinations.ClickParameter}_{program}",
                id,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    Secure = request.CameByHttps(),
                    MaxAge = said.Window,
                }
            );
        }

        return Destinations.WithClick(address, id);
    }

    // Clicks that are only counted do not wait for storage. Clicks that may be paid for are stored before the redirect
    // if storage responds. A sale is attributed in either case, because the click id carries the partner.
    private async ValueTask StoreAsync(LinkClick click, bool isPaid, WaitBudget budget)
    {
        if (!isPaid)
        {
            if (!clicks.TryAdd(click))
            {
                NotCounted(log, null, click.Id);
            }

            return;
        }

        try
        {
            await queue.AcceptAsync([click.ToEvent()]).WaitAsync(budget.Token);
        }
        catch (OperationCanceledException fault)
        {
            NotStoredYet(log, fault, click.Id);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            NotCounted(log, fault, click.Id);
        }
    }

    private Task<IResult> NowhereAsync(bool isKnown) =>
        isKnown
            ? pages.StatusAsync(
                new StatusMessage(
                    "This link does not work",
                    "The partner code in it is not known. Please check the address.",
                    StatusTone.Warning
                ),
                StatusCodes.Status404NotFound
            )
            : pages.StatusAsync(
                new StatusMessage(
                    "This link does not work at present",
                    "Please try again in a moment.",
                    StatusTone.Warning
                ),
                StatusCodes.Status503ServiceUnavailable
            );

    // A redirect is never cached, because the next visit is another click.
    private static IResult Redirect(HttpRequest request, string address)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return request.Found(new Uri(address));
    }

    [LoggerMessage(1, LogLevel.Error, "The click {Click} was not counted: storage rejected it.")]
    private static partial void NotCounted(ILogger log, Exception? fault, string click);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The visitor of the click {Click} was redirected before storage responded; the click may still be counted."
    )]
    private static partial void NotStoredYet(ILogger log, Exception fault, string click);
}
