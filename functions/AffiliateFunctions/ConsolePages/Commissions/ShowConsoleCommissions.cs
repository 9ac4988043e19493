using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Commissions;

/// <summary>The commissions of a program, and the explanation of each.</summary>
[Tags("Console")]
public sealed class ShowConsoleCommissions(
    ConsoleRequests requests,
    ICommissionSearch search,
    ICommissionExplanations explanations,
    ILedger ledger,
    IPartners partners
)
{
    private const int Rows = 50;

    /// <summary>Lists the commissions that match.</summary>
    [Function(nameof(ShowConsoleCommissions))]
    [EndpointSummary("Lists the commissions of a program, page by page, by partner and time.")]
    [QueryParameter<PartnerId>("partner", "Only commissions of this partner.")]
    [QueryParameter<CustomerId>("customer", "Only commissions for this customer.")]
    [QueryParameter<CommissionStatus>("status", "Only commissions of this status.")]
    [QueryParameter<Period>("period", "Only commissions for conversions of this month.")]
    [QueryParameter<string>("place", "The place at which the page begins, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/commissions")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var values = new QueryValues(Filled(request.Query));
                var query = new CommissionQuery
                {
                    Partner = values.Value<PartnerId>("partner"),
                    Customer = values.Value<CustomerId>("customer"),
                    Status = values.Choice<CommissionStatus>("status"),
                    Period = values.Value<Period>("period"),
                };
                if (values.Errors.Count > 0)
                {
                    return await requests.ShowAsync(PageOf(shown, MistakesOf(values)));
                }

                var place = request.Query["place"].ToString() is { Length: > 0 } text ? text : null;
                var found =
                    await search.FindAsync(shown.Program, query, place, Rows, cancellationToken)
                    ?? await search.FindAsync(shown.Program, query, place: null, Rows, cancellationToken);
                var names = await partners.FindAllRecentAsync(
                    shown.Program.Slug,
                    found!.Commissions.Select(commission => commission.PartnerId).Distinct(),
                    cancellationToken
                );
                return await requests.ShowAsync(PageOf(shown, ListOf(shown, found, names, place)));
            },
            cancellationToken
        );

    /// <summary>Explains a commission.</summary>
    [Function(nameof(ShowConsoleCommission))]
    [EndpointSummary("Shows a commission with the whole explanation of its amount.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowConsoleCommission(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/commissions/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            shown => ShowAsync(shown, id, problems: [], cancellationToken),
            cancellationToken
        );

    /// <summary>Shows the page of a commission, with the problems of a form.</summary>
    internal async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        string id,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        if (
            !CommissionId.TryParse(id, out var commission)
            || await ledger.FindAsync(shown.Program.Slug, commission, cancellationToken) is not { } found
            || await explanations.FindAsync(shown.Program, commission, cancellationToken) is not { } explained
        )
        {
            return await requests.NotFoundAsync(shown.Request, shown.Program);
        }

        var partner = await partners.FindAsync(shown.Program.Slug, found.PartnerId, cancellationToken);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.FrameBelow(ConsoleSections.Commissions) with { Problems = problems },
                Title = $"Commission of {explained.Amount}",
                Blocks =
                [
                    new FactsBlock([.. FactsOf(shown, found, partner)]),
                    .. CommissionActions.Of(shown, found),
                    new ExplanationBlock(explained) { Title = "Explanation" },
                ],
            }
        );
    }

    private static ConsolePage PageOf(ConsoleProgram shown, ConsoleBlock list) =>
        new()
        {
            Frame = shown.Frame(ConsoleSections.Commissions),
            Title = "Commissions",
            Lead = "By partner, and then by the time of the conversion.",
            Blocks = [FilterOf(shown.Path(ConsoleSections.Commissions), shown.Request.Query), list],
        };

    // Without the wrong value, the list would have commissions that the person has not asked for.
    private static EmptyBlock MistakesOf(QueryValues values) =>
        new(["The filter has a mistake, so nothing is listed.", .. values.Errors.Select(error => error.Sentence)]);

    private static ConsoleBlock ListOf(
        ConsoleProgram shown,
        FoundCommissions found,
        IReadOnlyDictionary<PartnerId, Partner> names,
        string? place
    )
    {
        var path = shown.Path(ConsoleSections.Commissions);
        var filters = shown.Request.Query.Where(pair => pair.Key is not ("place" or ConsoleFrames.DoneParameter));
        var query = QueryString.Create(filters);
        var next = found.Next is { } more ? path + query.Add("place", more) : null;
        return found.Commissions.Count == 0
            ? new EmptyBlock(
                next is null
                    ? "No commission matches. Commissions come from sales, leads and stages that credit a partner."
                    : "Nothing was found so far; the search can go on."
            )
            {
                Next = next is null ? null : new ConsoleLink("Search on", next),
            }
            : new TableBlock(CommissionCells.TableOf(shown, "Amounts after reversals", found.Commissions, names))
            {
                First = place is null ? null : path + query,
                Next = next,
            };
    }

    private static FilterBlock FilterOf(string path, IQueryCollection query) =>
        new(
            path,
            [
                new EntryField("status", "Status") { Choices = CommissionCells.Statuses },
                new EntryField("partner", "Partner's id") { IsRequired = false },
                new EntryField("customer", "Customer's id") { IsRequired = false },
                new EntryField("period", "Month") { IsRequired = false, Type = "month" },
            ]
        )
        {
            Values = query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
        };

    private static IEnumerable<ConsoleFact> FactsOf(ConsoleProgram shown, CommissionView found, Partner? partner)
    {
        yield return new ConsoleFact(
            "Partner",
            partner?.Company ?? found.PartnerId.Value,
            shown.PathOf(found.PartnerId)
        );
        if (found.CustomerId is { } customer)
        {
            yield return new ConsoleFact("Customer", customer.Value, shown.PathOf(customer));
        }

        yield return new ConsoleFact("Event", found.EventId.Value, shown.PathOf(found.EventId));
        yield return new ConsoleFact("Id", found.Id.Value);
    }

    // A form sends its empty fields too.
    private static QueryCollection Filled(IQueryCollection query) =>
        new(query.Where(pair => pair.Value.ToString().Length > 0).ToDictionary(pair => pair.Key, pair => pair.Value));
}
