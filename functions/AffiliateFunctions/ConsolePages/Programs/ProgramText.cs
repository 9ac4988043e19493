using System.Globalization;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.ConsolePages.Programs;

/// <summary>Writes about programs.</summary>
internal static class ProgramText
{
    /// <summary>The stage in words.</summary>
    public static string StageOf(ProgramStage stage) =>
        stage switch
        {
            ProgramStage.Draft => "Draft",
            ProgramStage.Pilot => "Pilot",
            ProgramStage.Live => "Live",
            ProgramStage.Paused => "Paused",
            _ => "Closed",
        };

    /// <summary>The tone of a stage.</summary>
    public static CellTone ToneOf(ProgramStage stage) =>
        stage switch
        {
            ProgramStage.Live => CellTone.Ok,
            ProgramStage.Paused => CellTone.Warn,
            _ => CellTone.Plain,
        };

    /// <summary>What the stage means for the program.</summary>
    public static string MeaningOf(ProgramStage stage) =>
        stage switch
        {
            ProgramStage.Draft => "The program is being set up and accepts nothing yet.",
            ProgramStage.Pilot => "The program runs within the pilot limits.",
            ProgramStage.Live => "The program runs without pilot limits.",
            ProgramStage.Paused =>
                "The program accepts no partners and counts no clicks; sales are tracked, and what was earned is paid.",
            _ => "The program has ended.",
        };

    /// <summary>A number with separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The components that are overdue, in words; null if there are none.</summary>
    public static string? OverdueOf(IReadOnlyList<OperatingComponent> overdue) =>
        overdue.Count == 0 ? null : string.Join(", ", overdue.Select(component => component.Title));
}
