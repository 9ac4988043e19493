using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Months;

/// <summary>A cycle with its payouts and files.</summary>
[Tags("Console")]
public sealed class ShowConsoleCycle(ConsoleRequests requests, ICycleViews cycles)
{
    private const int Rows = 50;

    /// <summary>Shows the cycle.</summary>
    [Function(nameof(ShowConsoleCycle))]
    [EndpointSummary("Shows a cycle with its payouts, files and decisions, and what it waits for.")]
    [QueryParameter<PartnerId>("after", "The partner after which the payouts begin, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/cycles/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                Period.TryParse(period, out var month)
                && await cycles.FindAsync(shown.Program.Slug, month, cancellationToken) is { } cycle
                    ? await requests.ShowAsync(await PageAsync(shown, cycle, cancellationToken))
                    : await requests.NotFoundAsync(request, shown.Program),
            cancellationToken
        );

    /// <summary>Returns a payment file.</summary>
    [Function(nameof(DownloadConsoleFile))]
    [EndpointSummary("Returns a payment file of a cycle, for finance and for sessions of a function key.")]
    [EndpointDescription(
        "The file has bank details. It is returned to the person whom the program's charter names for finance, and to "
            + "a session that a function key has opened. Each download is recorded in the audit log."
    )]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/csv", "text/plain", "application/xml")]
    [ProducesPages(403, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> DownloadConsoleFile(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "console/programs/{program}/cycles/{period}/files/{file}"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<Period>] string period,
        [RouteValue<string>("The file's name, as the cycle lists it.")] string file,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                if (!MayDownload(shown))
                {
                    return await requests.ForbiddenAsync(
                        shown,
                        ConsoleSections.Cycles,
                        "Payment files are for finance",
                        $"Payment files have bank details. {WhoDownloads(shown)}"
                    );
                }

                if (
                    !Period.TryParse(period, out var month)
                    || await cycles.DownloadAsync(
                        shown.Program.Slug,
                        month,
                        file,
                        request.HttpContext,
                        cancellationToken
                    )
                        is not { } found
                )
                {
                    return await requests.NotFoundAsync(request, shown.Program);
                }

                request.HttpContext.Response.ProtectPage("default-src 'none'; frame-ancestors 'none'");
                return found;
            },
            cancellationToken
        );

    // The callers with a function key have the file by the API.
    private static bool MayDownload(ConsoleProgram shown) =>
        shown.Visit.IsOfKey || shown.Visit.Owns(shown.Program.Charter?.Finance.Email);

    private static string WhoDownloads(ConsoleProgram shown) =>
        shown.Program.Charter is { Finance: var finance }
            ? $"{finance.Name} ({finance.Email}), whom the charter names for finance, can download them."
            : "The person whom the charter names for finance can download them. The program has no charter yet.";

    private async Task<ConsolePage> PageAsync(
        ConsoleProgram shown,
        CycleView cycle,
        CancellationToken cancellationToken
    )
    {
        PartnerId? after = PartnerId.TryParse(shown.Request.Query["after"], out var partner) ? partner : null;
        var page = await cycles.PayoutsAsync(cycle, after, Rows, cancellationToken);
        return new ConsolePage
        {
            Frame = shown.FrameBelow(ConsoleSections.Cycles),
            Title = DisplayFormat.Month(cycle.Period),
            Lead = cycle.Waits?.Next ?? "The cycle is finished.",
            Blocks =
            [
                FiguresOf(cycle),
                PayoutsOf(shown, cycle, page, isFirst: after is null),
                FilesOf(shown, cycle),
                DecisionsOf(cycle),
            ],
        };
    }

    private static FiguresBlock FiguresOf(CycleView cycle) =>
        new([
            new ConsoleFigure(
                "Status",
                CycleText.StatusOf(cycle.Status).Text,
                cycle.Waits?.Who is { } who ? $"waits for {who}" : null
            ),
            new ConsoleFigure("Total", ConsoleProgram.Amount(cycle.Total, cycle.Currency)),
            new ConsoleFigure("Partners", ProgramText.Number(cycle.Partners)),
            new ConsoleFigure(
                "Not paid",
                ProgramText.Number(cycle.SkippedPartners),
                cycle.SkippedPartners == 0 ? null : ConsoleProgram.Amount(cycle.SkippedAmount, cycle.Currency)
            ),
            new ConsoleFigure("Started", DisplayFormat.Time(cycle.StartedAt), $"by {cycle.StartedBy}"),
        ]);

    private static ConsoleBlock PayoutsOf(ConsoleProgram shown, CycleView cycle, PayoutPage page, bool isFirst)
    {
        var path = shown.Path($"{ConsoleSections.Cycles}/{cycle.Period}");
        return page.Payouts.Count == 0
            ? new EmptyBlock("The cycle pays nobody.") { Title = "Payouts" }
            : new TableBlock(
                new DataTable(
                    "By partner",
                    [
                        new TableColumn("Partner", IsNumber: false),
                        new TableColumn("Status", IsNumber: false),
                        new TableColumn("Method", IsNumber: false),
                        new TableColumn("Amount", IsNumber: true),
                    ],
                    [
                        .. page.Payouts.Select(payout => new TableRow([
                            new TableCell(payout.Name, payout.Partner.Value),
                            CycleText.StatusOf(payout.Status, payout.Reason),
                            new TableCell(PayoutMethodNames.Of(payout.Method), payout.Reference),
                            new TableCell(ConsoleProgram.Amount(payout.Amount, cycle.Currency), null),
                        ])),
                    ]
                )
            )
            {
                Title = "Payouts",
                Next = page.Next is { } next ? $"{path}?after={next}" : null,
                First = isFirst ? null : path,
            };
    }

    private static ConsoleBlock FilesOf(ConsoleProgram shown, CycleView cycle) =>
        cycle.Files.Count == 0
            ? new EmptyBlock("No file is written. Files are written once the payouts are approved.") { Title = "Files" }
            : new TableBlock(
                new DataTable(
                    MayDownload(shown)
                        ? "The files that finance hands to the bank, and the batches of providers"
                        : $"The files for the bank and the batches of providers. {WhoDownloads(shown)}",
                    [
                        new TableColumn("File", IsNumber: false),
                        new TableColumn("State", IsNumber: false),
                        new TableColumn("Payouts", IsNumber: true),
                        new TableColumn("Total", IsNumber: true),
                    ],
                    [
                        .. cycle.Files.Select(file => new TableRow([
                            new TableCell(file.Name, $"SHA-256 {file.Sha256[..16]}…")
                            {
                                Address = MayDownload(shown) ? PathOf(shown, cycle, file) : null,
                            },
                            CycleText.StateOf(file.State, file.Problem),
                            new TableCell(ProgramText.Number(file.Payouts), null),
                            new TableCell(ConsoleProgram.Amount(file.Total, cycle.Currency), null),
                        ])),
                    ]
                )
            )
            {
                Title = "Files",
            };

    private static string PathOf(ConsoleProgram shown, CycleView cycle, CycleFileView file) =>
        shown.Path($"{ConsoleSections.Cycles}/{cycle.Period}/files/{Uri.EscapeDataString(file.Name)}");

    private static ConsoleBlock DecisionsOf(CycleView cycle) =>
        cycle.Decisions.Count == 0
            ? new EmptyBlock("Nobody has decided about the cycle yet.") { Title = "Decisions" }
            : new HistoryBlock([
                .. cycle
                    .Decisions.Reverse()
                    .Select(decision => new HistoryEntry(
                        DisplayFormat.Time(decision.At),
                        $"{decision.Actor}: {decision.Decision.Replace('_', ' ')}",
                        decision.Reason
                    )),
            ])
            {
                Title = "Decisions",
            };
}
