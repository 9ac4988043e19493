using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Decisions;

/// <summary>The held commissions, which a person releases or reverses, several at once.</summary>
[Tags("Console")]
public sealed class ShowConsoleHeld(
    ConsoleRequests requests,
    ICommissionSearch search,
    IHeldCommissions held,
    IPartners partners
)
{
    private const int Rows = 50;

    /// <summary>Lists the held commissions.</summary>
    [Function(nameof(ShowConsoleHeld))]
    [EndpointSummary("Lists the held commissions of a program.")]
    [QueryParameter<string>("place", "The place at which the page begins, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/held")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            shown => ShowAsync(shown, problems: [], cancellationToken),
            cancellationToken
        );

    /// <summary>Releases or reverses the selected commissions.</summary>
    [Function(nameof(DecideConsoleHeld))]
    [EndpointSummary("Releases or reverses the selected held commissions, with one reason, in the person's name.")]
    [Consumes(typeof(ConsoleHeldFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&selected=com_01m45r3180yajdsx5vk7tbxabk&decision=release&reason=Confirmed")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "All selected commissions are decided.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> DecideConsoleHeld(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/held")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var order = HoldForm.Read(shown.Visit);
                var selected = shown.Visit.Fields("selected").Distinct(StringComparer.Ordinal).Take(Rows).ToList();
                List<string> problems = [.. order.Succeeded ? [] : ProblemSentences.Of(order.Problem)];
                if (selected.Count == 0)
                {
                    problems.Add("Select the commissions to decide.");
                }

                if (order.Succeeded)
                {
                    problems.AddRange(await DecideAsync(shown, selected, order.Value, cancellationToken));
                }

                return problems.Count == 0
                    ? shown.Done(ConsoleSections.Held, DoneMessages.Decided)
                    : await ShowAsync(shown, problems, cancellationToken);
            },
            cancellationToken
        );

    // Each decision stands by itself: a commission that cannot be decided does not keep the others from it.
    private async Task<List<string>> DecideAsync(
        ConsoleProgram shown,
        List<string> selected,
        HoldOrder order,
        CancellationToken cancellationToken
    )
    {
        var (problems, done) = (new List<string>(), 0);
        foreach (var id in selected)
        {
            var decided = await held.DecideAsync(shown.Program.Slug, id, order, cancellationToken);
            done += decided.Succeeded ? 1 : 0;
            problems.AddRange(
                decided.Succeeded ? [] : ProblemSentences.Of(decided.Problem).Select(text => $"{id}: {text}")
            );
        }

        if (problems.Count > 0 && done > 0)
        {
            problems.Add("The other selected commissions are decided.");
        }

        return problems;
    }

    private async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        List<string> problems,
        CancellationToken cancellationToken
    )
    {
        var query = new CommissionQuery { Status = CommissionStatus.Held };
        var place = shown.Request.Query["place"].ToString() is { Length: > 0 } text ? text : null;
        var found =
            await search.FindAsync(shown.Program, query, place, Rows, cancellationToken)
            ?? await search.FindAsync(shown.Program, query, place: null, Rows, cancellationToken);
        var names = await partners.FindAllRecentAsync(
            shown.Program.Slug,
            found!.Commissions.Select(commission => commission.PartnerId).Distinct(),
            cancellationToken
        );
        var path = shown.Path(ConsoleSections.Held);
        var next = found.Next is { } more ? path + QueryString.Create("place", more) : null;
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.Frame(ConsoleSections.Held) with { Problems = problems },
                Title = "Held commissions",
                Lead = "A hold ends only by a decision. A released commission is paid as it falls due.",
                Blocks =
                [
                    found.Commissions.Count == 0
                        ? new EmptyBlock(
                            next is null ? "No commission is held." : "Nothing was found so far; the search can go on."
                        )
                        {
                            Next = next is null ? null : new ConsoleLink("Search on", next),
                        }
                        : new TableBlock(TableOf(shown, found, names))
                        {
                            First = place is null ? null : path,
                            Next = next,
                            Selected = shown.Visit.Fields("selected").ToHashSet(StringComparer.Ordinal),
                            Form = HoldForm.For(
                                path,
                                "Decide the selected commissions",
                                problems.Count > 0 ? shown.Visit : null
                            ),
                        },
                ],
            }
        );
    }

    private static DataTable TableOf(
        ConsoleProgram shown,
        FoundCommissions found,
        IReadOnlyDictionary<PartnerId, Partner> names
    )
    {
        var table = CommissionCells.TableOf(shown, "Select the commissions to decide", found.Commissions, names);
        return table with
        {
            Rows =
            [
                .. table.Rows.Zip(found.Commissions, (row, commission) => row with { Value = commission.Id.Value }),
            ],
        };
    }
}

/// <summary>The fields of the form that decides held commissions.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Selected">The ids of the selected commissions; the field is repeated.</param>
/// <param name="Decision">The decision: <c>release</c>, <c>reverse</c>, or <c>fraud</c> for a reversal after which
/// commissions for the customer are held.</param>
/// <param name="Reason">The reason.</param>
public sealed record ConsoleHeldFields(
    string? FormToken = null,
    string? Selected = null,
    string? Decision = null,
    string? Reason = null
);
