using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.ConsolePages.Work;

/// <summary>Writes where work waits.</summary>
internal static class ProcessText
{
    private const int HoursOfDay = 24;

    /// <summary>The blocks of the page.</summary>
    public static IEnumerable<ConsoleBlock> Of(
        ConsoleProgram shown,
        IReadOnlyList<FrictionStep> steps,
        IReadOnlyList<FailedProcess> stopped
    )
    {
        if (stopped.Count > 0)
        {
            yield return FailedOf(shown, stopped);
        }

        yield return new FiguresBlock([
            new ConsoleFigure("Waiting now", ProgramText.Number(steps.Sum(step => step.Waiting))),
            new ConsoleFigure("Later than agreed", ProgramText.Number(steps.Sum(step => step.Late))),
            new ConsoleFigure("Failed processes", ProgramText.Number(stopped.Count)),
        ]);
        yield return new TableBlock(
            new DataTable(
                "In the order in which a partner, a sale and a payout go through the program",
                [
                    new TableColumn("Step", IsNumber: false),
                    new TableColumn("For whom", IsNumber: false),
                    new TableColumn("Waiting", IsNumber: true),
                    new TableColumn("Median", IsNumber: true),
                    new TableColumn("90 %", IsNumber: true),
                    new TableColumn("State", IsNumber: false),
                ],
                [.. steps.Select(RowOf)]
            )
        )
        {
            Title = "Steps",
        };
    }

    private static TableRow RowOf(FrictionStep step) =>
        new([
            new TableCell(PartnerWords.Words(step.Step), PartnerWords.Words(step.Workflow)),
            new TableCell(step.Owner, $"within {HoursOf(step.SlaHours)}"),
            new TableCell(
                ProgramText.Number(step.Waiting),
                step.OldestAt is { } oldest ? $"since {DisplayFormat.Time(oldest)}" : null
            ),
            new TableCell(HoursOf(step.MedianHours), $"of {ProgramText.Number(step.Done)}"),
            new TableCell(HoursOf(step.P90Hours), null),
            StateOf(step),
        ]);

    private static TableCell StateOf(FrictionStep step) =>
        step.Late > 0 ? new($"{ProgramText.Number(step.Late)} late", null) { Tone = CellTone.Bad }
        : step.WasLate > 0
            ? new($"{ProgramText.Number(step.WasLate)} of {ProgramText.Number(step.Done)} were late", null)
            {
                Tone = CellTone.Warn,
            }
        : step.Waiting + step.Done > 0 ? new("In time", null) { Tone = CellTone.Ok }
        : new("–", null);

    private static TableBlock FailedOf(ConsoleProgram shown, IReadOnlyList<FailedProcess> stopped) =>
        new(
            new DataTable(
                "Select those whose cause is put right, and start them again; each goes on from its last step",
                [new TableColumn("Process", IsNumber: false), new TableColumn("Failed", IsNumber: false)],
                [
                    .. stopped.Select(process => new TableRow([
                        new TableCell(
                            process.Orchestration.Replace("Orchestrator", "", StringComparison.Ordinal),
                            process.InstanceId
                        ),
                        new TableCell(DisplayFormat.Time(process.FailedAt), process.Reason),
                    ])
                    {
                        Value = process.InstanceId,
                    }),
                ]
            )
        )
        {
            Title = "Failed processes",
            Form = new ConsoleForm($"{shown.Path(ConsoleSections.Process)}/restart", "Start the selected ones again"),
        };

    private static string HoursOf(decimal? hours) =>
        hours switch
        {
            null => "–",
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{hours * 60:0} min"),
            < 2 * HoursOfDay => string.Create(CultureInfo.InvariantCulture, $"{hours:0.#} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours / HoursOfDay:0.#} days"),
        };
}
