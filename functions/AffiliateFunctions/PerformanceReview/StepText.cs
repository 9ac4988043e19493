using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Says in words where the work of a program waits.</summary>
internal static class StepText
{
    /// <summary>The title of the part.</summary>
    public const string Title = "Where work waits";

    /// <summary>What is said when no step exceeds its time.</summary>
    public const string None = "No step is late.";

    private const int HoursOfDay = 24;
    private const int MaxHours = 48;

    /// <summary>The partners that the steps name.</summary>
    public static IEnumerable<PartnerId> PartnersOf(StoredReview review) =>
        (review.WorstSteps ?? []).Select(step => step.OldestPartner).OfType<PartnerId>();

    /// <summary>A line for each step, or one that says that none is late; no line for a review without steps.</summary>
    /// <param name="review">The review.</param>
    /// <param name="nameOf">Returns the company of a partner.</param>
    public static IReadOnlyList<string> LinesOf(StoredReview review, Func<PartnerId, string> nameOf) =>
        review.WorstSteps switch
        {
            null => [],
            [] => [None],
            var steps => [.. steps.Select(step => Of(step, nameOf))],
        };

    private static string Of(WorstStep step, Func<PartnerId, string> nameOf)
    {
        var waiting = step.OldestHours is { } oldest
            ? $"{Count(step.Waiting, "waits", "wait")} now, the oldest for {Time(oldest)}"
                + (step.OldestPartner is { } partner ? $" ({nameOf(partner)})" : string.Empty)
            : "nothing waits now";
        var done = step.P90Hours is { } p90 ? $"; nine of ten were done within {Time(p90)}" : string.Empty;
        return $"{ReviewText.Name(step.Step)}, {step.Owner.Label()}: {waiting}{done}. Of its {Time(step.SlaHours)}, "
            + $"{Count(step.WaitingTooLong, "exceeds", "exceed")} them now and "
            + $"{(step.DoneTooLate == 0 ? "none" : Number(step.DoneTooLate))} did before.";
    }

    /// <summary>A number with its verb: "none is", "1 is", "2 are".</summary>
    public static string Count(int number, string one, string many) =>
        number switch
        {
            0 => $"none {one}",
            1 => $"1 {one}",
            _ => $"{Number(number)} {many}",
        };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(decimal hours) =>
        hours > MaxHours
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(hours / HoursOfDay, 1):0.#} days")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(hours, 1):0.#} hours");
}
