using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.ConsolePages.Reviews;

/// <summary>Writes about reviews.</summary>
internal static class ReviewWords
{
    private const string Rule = "rule:";

    private static readonly string[] Statuses = ["overdue", "open", "planned", "done", "cancelled"];

    /// <summary>The decision about the program.</summary>
    public static string DecisionOf(ReviewOutcome decision) => PartnerWords.Words(decision.Decision);

    /// <summary>The person who decided, or that nobody did.</summary>
    public static string ActorOf(ReviewOutcome decision) =>
        decision.Actor.StartsWith(Rule, StringComparison.Ordinal)
            ? $"nobody in time, by the rule {PartnerWords.Words(decision.Actor[Rule.Length..])}"
            : decision.Actor;

    /// <summary>The status of a month.</summary>
    public static TableCell StatusOf(ConsoleProgram shown, ReviewMonth month) =>
        month.Status switch
        {
            ReviewMonthStatus.Decided => Cell("Decided", CellTone.Ok),
            ReviewMonthStatus.Open => Cell("Open", CellTone.Warn, $"to be decided by {DayToDecide(shown, month)}"),
            ReviewMonthStatus.Late => Cell("Late", CellTone.Bad, $"was due on {DayToDecide(shown, month)}"),
            ReviewMonthStatus.Skipped => Cell(
                "Skipped by the cadence",
                CellTone.Plain,
                month.CoveredBy is { } later ? $"covered by the review of {DisplayFormat.Month(later)}" : null
            ),
            _ => Cell(
                "Missing",
                CellTone.Bad,
                "close the month by POST /api/programs/{slug}/cycles, or start a failed process again"
            ),
        };

    /// <summary>How many actions are done, open and overdue.</summary>
    public static TableCell ActionsOf(IReadOnlyList<ReviewAction> actions, DateTimeOffset now)
    {
        var counts = actions.CountBy(action => action.StatusAt(now)).ToDictionary(StringComparer.Ordinal);
        var parts = Statuses
            .Where(counts.ContainsKey)
            .Select(status => $"{ProgramText.Number(counts[status])} {status}")
            .ToList();
        return parts.Count == 0 ? new TableCell("None", null)
            : counts.ContainsKey("overdue")
                ? Cell(parts[0], CellTone.Bad, parts.Count == 1 ? null : string.Join(", ", parts.Skip(1)))
            : new TableCell(string.Join(", ", parts), null);
    }

    private static string DayToDecide(ConsoleProgram shown, ReviewMonth month) =>
        shown.Day(month.Review!.MeasuredAt + ReviewDuty.TimeToDecide);

    private static TableCell Cell(string text, CellTone tone, string? detail = null) =>
        new(text, detail) { Tone = tone };
}
