using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Programs;

/// <summary>The first page of the console: the programs.</summary>
[Tags("Console")]
public sealed class ShowConsole(IPrograms programs, ProgramSummaries summaries, ConsoleRequests requests)
{
    private const int MaxPrograms = 20;

    /// <inheritdoc cref="ShowConsole"/>
    [Function(nameof(ShowConsole))]
    [EndpointSummary("Lists the programs with their stage, open approvals, overdue reviews, partners and revenue.")]
    [QueryParameter<string>(
        "after",
        "The slug of the program after which the page begins, as the page before names it."
    )]
    [ProducesPages(200)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var after = request.Query["after"].ToString();
        var listed = await programs
            .ListAsync(cancellationToken)
            .Where(program => string.CompareOrdinal(program.Slug.Value, after) > 0)
            .Take(MaxPrograms + 1)
            .ToListAsync(cancellationToken);
        var read = await Task.WhenAll(
            listed.Take(MaxPrograms).Select(program => summaries.OfAsync(program, cancellationToken))
        );
        var next = listed.Count > MaxPrograms ? listed[MaxPrograms - 1].Slug.Value : null;
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = ConsoleFrames.Of(ConsoleVisit.Of(request), program: null, ConsolePaths.Home, request),
                Title = "Programs",
                Blocks = read.Length == 0 ? [None] : [TableOf(read, after, next)],
            }
        );
    }

    private static EmptyBlock None { get; } =
        new(
            "There is no program yet.",
            "A program is set up by the API: PUT /api/programs/{slug} with its name, currency and website, then its "
                + "charter, its components and its rules."
        )
        {
            Next = new ConsoleLink("Read the description of the API", "/api/docs"),
        };

    private static TableBlock TableOf(IReadOnlyList<ProgramSummary> programs, string after, string? next) =>
        new(
            new DataTable(
                "Revenue is that of the last month that has ended, once its cycle has closed it",
                [
                    new TableColumn("Program", IsNumber: false),
                    new TableColumn("Stage", IsNumber: false),
                    new TableColumn("Open approvals", IsNumber: true),
                    new TableColumn("Overdue reviews", IsNumber: true),
                    new TableColumn("Partners", IsNumber: true),
                    new TableColumn("Revenue", IsNumber: true),
                ],
                [.. programs.Select(RowOf)]
            )
        )
        {
            First = after.Length > 0 ? ConsolePaths.Home : null,
            Next = next is null ? null : $"{ConsolePaths.Home}?after={next}",
        };

    private static TableRow RowOf(ProgramSummary summary)
    {
        var program = summary.Program;
        return new TableRow([
            new TableCell(program.Name, program.Slug.Value) { Address = ConsolePaths.Program(program.Slug) },
            new TableCell(ProgramText.StageOf(program.Stage), null) { Tone = ProgramText.ToneOf(program.Stage) },
            new TableCell(ProgramText.Number(summary.OpenApprovals), null),
            new TableCell(ProgramText.Number(summary.Overdue.Count), ProgramText.OverdueOf(summary.Overdue)),
            new TableCell(ProgramText.Number(summary.Partners), null),
            summary.Revenue is { } revenue
                ? new TableCell(ConsoleProgram.Amount(revenue, program.Currency), DisplayFormat.Month(summary.Month))
                : new TableCell("–", null),
        ]);
    }
}
