using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Work;

/// <summary>The health of the app: its queues, and what has failed.</summary>
[Tags("Console")]
public sealed class ShowConsoleHealth(ConsoleRequests requests, IAppHealth health)
{
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="ShowConsoleHealth"/>
    [Function(nameof(ShowConsoleHealth))]
    [EndpointSummary("Shows the queues of the app with their oldest messages, poison messages and failed processes.")]
    [EndpointDescription(
        "Storage has no way to read several queues at once: each queue costs two requests, and one with messages three."
    )]
    [ProducesPages(200)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/health")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var report = await health.ReportAsync(cancellationToken);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = ConsoleFrames.Of(ConsoleVisit.Of(request), program: null, ConsoleSections.Health, request),
                Title = "Health",
                Lead =
                    report is null
                        ? "Storage is unavailable. Nothing that was accepted is lost; the app goes on by itself."
                    : report.Reasons.Count == 0 ? "Everything is processed in time, and nothing has failed."
                    : $"Something needs attention: {string.Join(", ", report.Reasons.Select(WordsOf))}.",
                Blocks = report is null ? [] : [.. BlocksOf(report)],
            }
        );
    }

    private static IEnumerable<ConsoleBlock> BlocksOf(HealthReport report)
    {
        yield return new FiguresBlock([
            new ConsoleFigure("Waiting messages", ProgramText.Number(report.Queues.Sum(queue => queue.Messages))),
            new ConsoleFigure(
                "Poison messages",
                ProgramText.Number(report.Queues.Sum(queue => queue.Poison)),
                "failed too often"
            ),
            new ConsoleFigure(
                "Oldest message",
                AgeOf(report.Queues.Select(queue => queue.OldestSeconds).DefaultIfEmpty(0).Max())
            ),
            new ConsoleFigure(
                "Failed processes",
                ProgramText.Number(report.Failures),
                "of all programs; each program lists its own"
            ),
        ]);
        yield return new TableBlock(
            new DataTable(
                "The queues of the app",
                [
                    new TableColumn("Queue", IsNumber: false),
                    new TableColumn("Waiting", IsNumber: true),
                    new TableColumn("Oldest", IsNumber: true),
                    new TableColumn("Poison", IsNumber: true),
                    new TableColumn("State", IsNumber: false),
                ],
                [
                    .. report
                        .Queues.OrderByDescending(queue => queue.Poison)
                        .ThenByDescending(queue => queue.Messages)
                        .ThenBy(queue => queue.Queue, StringComparer.Ordinal)
                        .Select(RowOf),
                ]
            )
        )
        {
            Title = "Queues",
        };
        if (report.Queues.Any(queue => queue.Poison > 0))
        {
            yield return new TextBlock(
                "A poison message is put back or removed by the API: GET /api/admin/poison lists them."
            )
            {
                Title = "What to do",
            };
        }
    }

    private static TableRow RowOf(QueueBacklog queue) =>
        new([
            new TableCell(queue.Queue, null),
            new TableCell(ProgramText.Number(queue.Messages), null),
            new TableCell(queue.Messages == 0 ? "–" : AgeOf(queue.OldestSeconds), null),
            new TableCell(ProgramText.Number(queue.Poison), null),
            queue.Poison > 0 ? new TableCell("Needs attention", null) { Tone = CellTone.Bad }
            : queue.OldestSeconds > Slow.TotalSeconds ? new TableCell("Slow", null) { Tone = CellTone.Warn }
            : new TableCell("In time", null) { Tone = CellTone.Ok },
        ]);

    private static string AgeOf(long seconds) =>
        seconds < 120 ? $"{ProgramText.Number(seconds)} s" : $"{ProgramText.Number(seconds / 60)} min";

    private static string WordsOf(string reason) => reason.Replace('_', ' ');
}
