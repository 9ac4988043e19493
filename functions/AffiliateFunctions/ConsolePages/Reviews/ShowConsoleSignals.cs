using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PerformanceReview;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Reviews;

/// <summary>The signals of a program over its reviews.</summary>
[Tags("Console")]
public sealed class ShowConsoleSignals(ConsoleRequests requests, IReviewViews reviews)
{
    private const int Year = 12;
    private const int HalfYear = 6;

    /// <inheritdoc cref="ShowConsoleSignals"/>
    [Function(nameof(ShowConsoleSignals))]
    [EndpointSummary("Shows each signal over the reviews of the last 6 or 12 months, with definition and target.")]
    [QueryParameter<int>("months", "12 for a year; everything else shows 6 months.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/signals")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var months = request.Query["months"] == "12" ? Year : HalfYear;
                var histories = await reviews.SignalsAsync(shown.Program, months, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Signals),
                        Title = "Signals",
                        Lead =
                            "The values with which the reviews were decided. A month has its values once it is reviewed.",
                        Blocks = [.. BlocksOf(shown, histories, months)],
                    }
                );
            },
            cancellationToken
        );

    private static IEnumerable<ConsoleBlock> BlocksOf(ConsoleProgram shown, SignalHistories histories, int months)
    {
        yield return new FilterBlock(
            shown.Path(ConsoleSections.Signals),
            [
                new EntryField("months", "Months")
                {
                    Choices = [new EntryChoice("6", "The last 6 months"), new EntryChoice("12", "The last 12 months")],
                    IsRequired = false,
                },
            ]
        )
        {
            Values = new Dictionary<string, string> { ["months"] = ProgramText.Number(months) },
        };
        if (histories.Signals.Count == 0)
        {
            yield return new EmptyBlock(
                "No review was measured in these months.",
                "Signals are measured with the review of a month, once the cycle of the month has been closed."
            )
            {
                Next = new ConsoleLink("Go to the reviews", shown.Path(ConsoleSections.Reviews)),
            };
            yield break;
        }

        foreach (var note in NotesOf(histories))
        {
            yield return new TextBlock(note);
        }

        foreach (var layer in histories.Signals.GroupBy(signal => signal.Layer))
        {
            yield return new TableBlock(TableOf(layer.Key, histories, layer)) { Title = layer.Key };
        }
    }

    private static IEnumerable<string> NotesOf(SignalHistories histories)
    {
        if (histories.Signals.All(signal => signal.Target is null))
        {
            yield return "The charter set no target. Set targets as quality_signals by PUT /api/programs/{slug}/charter: "
                + "they apply from the next review on.";
        }

        if (histories.OtherSpans > 0)
        {
            yield return "Reviews of another number of months are left out, because their sums do not compare: "
                + $"{ProgramText.Number(histories.OtherSpans)}.";
        }
    }

    private static DataTable TableOf(string layer, SignalHistories histories, IEnumerable<SignalHistory> signals) =>
        new(
            histories.Reviews.Count == 1
                ? $"{layer} in the review of {histories.Reviews[0]}"
                : $"{layer} from the review of {histories.Reviews[0]} to that of {histories.Reviews[^1]}",
            [
                new TableColumn("Signal", IsNumber: false),
                new TableColumn("Over the reviews", IsNumber: false),
                new TableColumn("Last value", IsNumber: true),
                new TableColumn("Target", IsNumber: false),
                new TableColumn("Status", IsNumber: false),
            ],
            [.. signals.Select(RowOf)]
        );

    private static TableRow RowOf(SignalHistory signal)
    {
        var last = signal.Values[^1];
        return new TableRow([
            new TableCell(signal.Name, DefinitionOf(signal)),
            new TableCell(signal.Values.Count(value => value.Value is not null) > 1 ? string.Empty : "–", null)
            {
                Trend = new CellTrend(
                    [.. signal.Values.Select(value => value.Value)],
                    $"{signal.Name}: the values are in the list of the row"
                ),
            },
            new TableCell(last.Text, $"{ProgramText.Number(last.Sample)} observed"),
            new TableCell(signal.Target ?? "–", null),
            new TableCell(last.Status, null) { Tone = last.Tone },
        ])
        {
            PartsTitle = $"{signal.Name} by review",
            Parts =
            [
                .. signal
                    .Values.Reverse()
                    .Select(value => new RowPart($"{value.Months}: {value.Status}", value.Text, null)),
            ],
        };
    }

    private static string DefinitionOf(SignalHistory signal) =>
        signal.Definition is { } definition
            ? $"{definition} Not told: {signal.CannotTell}"
            : "The charter has a target of this name, but there is no such measure.";
}
