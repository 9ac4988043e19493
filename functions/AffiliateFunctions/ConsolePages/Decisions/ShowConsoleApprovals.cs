using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Decisions;

/// <summary>What persons are asked to decide, and the way to the decision for a person who was asked.</summary>
[Tags("Console")]
public sealed class ShowConsoleApprovals(
    ConsoleRequests requests,
    IOpenDecisions decisions,
    IApprovalAddresses addresses
)
{
    private const int MaxShown = 100;

    /// <summary>Lists what is open.</summary>
    [Function(nameof(ShowConsoleApprovals))]
    [EndpointSummary("Lists what persons are asked to decide, with whom, since when and until when.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/approvals")]
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

    /// <summary>Leads a person who was asked to the page of the decision.</summary>
    [Function(nameof(OpenConsoleApproval))]
    [EndpointSummary("Leads a signed-in person who was asked for a decision to its page.")]
    [EndpointDescription("The page is that of the link in the person's e-mail. Nobody else is led there.")]
    [Consumes(typeof(ConsoleApprovalFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&id=application-app_a491bb1194208f9cba7f40bc46")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The page of the decision, or of the sign-in.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> OpenConsoleApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/approvals")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                shown.Visit is { Addresses: { Count: > 0 } own } visit
                && visit.Field("id") is { } id
                && await addresses.FindAsync(shown.Program.Slug, id, own, cancellationToken) is { } path
                    ? request.SeeOther(path)
                    : await ShowAsync(
                        shown,
                        ["The decision is made already, or somebody else was asked for it."],
                        cancellationToken
                    ),
            cancellationToken
        );

    private async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        var open = await decisions.ListAsync(shown.Program, cancellationToken);
        var own = open.Where(decision => IsAsked(shown, decision)).Take(MaxShown);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.Frame(ConsoleSections.Approvals) with { Problems = problems },
                Title = "Approvals",
                Lead = "What persons are asked to decide, the oldest first.",
                Blocks =
                [
                    .. own.Select(decision => new ActionBlock(
                        new ConsoleForm(shown.Path(ConsoleSections.Approvals), "Open the decision")
                        {
                            Text = $"You are asked: {decision.Subject}.",
                            Hidden = new Dictionary<string, string> { ["id"] = decision.Id },
                        }
                    )),
                    open.Count == 0
                        ? new EmptyBlock(
                            "Nothing waits for a decision.",
                            "Applications, rule books, payouts, adjustments and reviews appear here while they wait."
                        )
                        : TableOf(shown, open),
                ],
            }
        );
    }

    // Batches of held commissions and reviews of components have links of other kinds.
    private static bool IsAsked(ConsoleProgram shown, OpenDecision decision) =>
        !DecisionRequestKinds.All.Contains(decision.Kind) && decision.Asked.Any(asked => shown.Visit.Owns(asked.Email));

    private static TableBlock TableOf(ConsoleProgram shown, IReadOnlyList<OpenDecision> open) =>
        new(
            new DataTable(
                open.Count > MaxShown
                    ? $"The first {MaxShown}; {ProgramText.Number(open.Count - MaxShown)} more wait behind them"
                    : "A decision is made by the link in the e-mail of the person who is asked",
                [
                    new TableColumn("Question", IsNumber: false),
                    new TableColumn("Kind", IsNumber: false),
                    new TableColumn("Asked", IsNumber: false),
                    new TableColumn("Until", IsNumber: false),
                ],
                [.. open.Take(MaxShown).Select(decision => RowOf(shown, decision))]
            )
        );

    private static TableRow RowOf(ConsoleProgram shown, OpenDecision decision) =>
        new([
            new TableCell(decision.Subject, $"since {DisplayFormat.Time(decision.AskedAt)}")
            {
                Address =
                    decision.Kind == DecisionRequestKinds.HeldCommissions ? shown.Path(ConsoleSections.Held) : null,
            },
            new TableCell(PartnerWords.Words(decision.Kind), null),
            new TableCell(
                string.Join(", ", decision.Asked.Select(asked => asked.Name)),
                string.Join(", ", decision.Asked.Select(asked => asked.Email))
            ),
            decision.ExpiresAt is { } end
                ? new TableCell(DisplayFormat.Time(end), $"then: {decision.DecisionOnExpiry?.Replace('_', ' ')}")
                : new TableCell("Until somebody decides", null),
        ]);
}

/// <summary>The fields of the form that leads to a decision.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Id">The id of the approval.</param>
public sealed record ConsoleApprovalFields(string? FormToken = null, string? Id = null);
