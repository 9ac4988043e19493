using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Programs;

/// <summary>The overview of a program: what it is, and what waits for somebody.</summary>
[Tags("Console")]
public sealed class ShowConsoleProgram(
    ConsoleRequests requests,
    ProgramSummaries summaries,
    IOpenDecisions decisions,
    TimeProvider clock
)
{
    private const int MaxDecisions = 10;

    /// <inheritdoc cref="ShowConsoleProgram"/>
    [Function(nameof(ShowConsoleProgram))]
    [EndpointSummary("Shows a program with its stage and figures, and what waits for a decision.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var summary = await summaries.OfAsync(shown.Program, cancellationToken);
                var open = await decisions.ListAsync(shown.Program, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Overview),
                        Title = shown.Program.Name,
                        Lead = ProgramText.MeaningOf(shown.Program.Stage),
                        Blocks =
                        [
                            FiguresOf(shown, summary, open.Count),
                            DecisionsOf(open),
                            ComponentsOf(shown, summary.Components),
                        ],
                    }
                );
            },
            cancellationToken
        );

    private static FiguresBlock FiguresOf(ConsoleProgram shown, ProgramSummary summary, int open) =>
        new([
            new ConsoleFigure(
                "Stage",
                ProgramText.StageOf(shown.Program.Stage),
                $"since {shown.Day(shown.Program.StageSince)}"
            ),
            new ConsoleFigure(
                "Waiting for a decision",
                ProgramText.Number(open),
                Address: shown.Path(ConsoleSections.Approvals)
            ),
            new ConsoleFigure(
                "Overdue reviews",
                ProgramText.Number(summary.Overdue.Count),
                ProgramText.OverdueOf(summary.Overdue)
            ),
            new ConsoleFigure(
                "Active partners",
                ProgramText.Number(summary.Partners),
                Address: shown.Path(ConsoleSections.Partners)
            ),
            new ConsoleFigure(
                $"Net revenue of {DisplayFormat.Month(summary.Month)}",
                summary.Revenue is { } revenue ? shown.Amount(revenue) : "–",
                summary.Revenue is null ? "known once the month's cycle has closed it" : null
            ),
        ]);

    private static ConsoleBlock DecisionsOf(IReadOnlyList<OpenDecision> open) =>
        open.Count == 0
            ? new EmptyBlock("Nothing waits for a decision.") { Title = "Waiting for a decision" }
            : new TableBlock(
                new DataTable(
                    open.Count > MaxDecisions
                        ? $"The {MaxDecisions} oldest; {ProgramText.Number(open.Count - MaxDecisions)} more wait"
                        : "The oldest first",
                    [
                        new TableColumn("Question", IsNumber: false),
                        new TableColumn("Asked", IsNumber: false),
                        new TableColumn("Until", IsNumber: false),
                    ],
                    [
                        .. open.Take(MaxDecisions)
                            .Select(decision => new TableRow([
                                new TableCell(decision.Subject, null),
                                new TableCell(
                                    string.Join(", ", decision.Asked.Select(asked => asked.Name)),
                                    $"since {DisplayFormat.Time(decision.AskedAt)}"
                                ),
                                new TableCell(
                                    decision.ExpiresAt is { } end ? DisplayFormat.Time(end) : "Until somebody decides",
                                    null
                                ),
                            ])),
                    ]
                )
            )
            {
                Title = "Waiting for a decision",
            };

    private ConsoleBlock ComponentsOf(ConsoleProgram shown, IReadOnlyList<OperatingComponent> defined) =>
        defined.Count == 0
            ? new EmptyBlock(
                "No component is defined. Define the five components by PUT /api/programs/{slug}/components/{component}: "
                    + "what each one is, who owns it and how often it is reviewed."
            )
            {
                Title = "Components",
            }
            : new TableBlock(
                new DataTable(
                    "The parts of the program, with their owners and next reviews",
                    [
                        new TableColumn("Component", IsNumber: false),
                        new TableColumn("Owner", IsNumber: false),
                        new TableColumn("Next review", IsNumber: false),
                    ],
                    [.. defined.OrderBy(component => component.Name).Select(component => RowOf(shown, component))]
                )
            )
            {
                Title = "Components",
            };

    private TableRow RowOf(ConsoleProgram shown, OperatingComponent component) =>
        new([
            new TableCell(PartnerWords.Words(component.Title), component.Definition),
            new TableCell(component.Owner.Name, component.Owner.Email),
            component.IsOverdue(clock.GetUtcNow())
                ? new TableCell("Overdue", $"since {shown.Day(component.DueAt)}") { Tone = CellTone.Bad }
                : new TableCell(shown.Day(component.DueAt), null),
        ]);
}
