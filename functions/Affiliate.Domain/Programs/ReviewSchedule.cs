using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Programs;

/// <summary>
/// The months that end with a review. Each month belongs to exactly one review, also when the charter changes the
/// cadence: a review covers its month and the months before it that ended without one.
/// </summary>
/// <param name="First">The cadence at first: <c>monthly</c> or <c>quarterly</c>.</param>
/// <param name="Changes">The later cadences, the earliest first.</param>
public sealed record ReviewSchedule(string First, IReadOnlyList<CadenceChange> Changes)
{
    /// <summary>Each month has a review.</summary>
    public const string MonthlyCadence = "monthly";

    /// <summary>The last month of each quarter of the calendar has a review.</summary>
    public const string QuarterlyCadence = "quarterly";

    private const int MonthsOfQuarter = 3;

    /// <summary>A review each month.</summary>
    public static ReviewSchedule Monthly { get; } = Of(MonthlyCadence);

    /// <summary>The schedule of a program whose cadence has not changed.</summary>
    public static ReviewSchedule Of(string cadence) => new(cadence, []);

    /// <summary>The cadence in force in the month.</summary>
    public string CadenceOf(Period month) => Changes.LastOrDefault(change => change.From <= month)?.Cadence ?? First;

    /// <summary>Whether the month ends with a review.</summary>
    public bool IsDue(Period month) => CadenceOf(month) != QuarterlyCadence || month.Month % MonthsOfQuarter == 0;

    /// <summary>The month with the review that covers the month.</summary>
    public Period ReviewOf(Period month)
    {
        while (!IsDue(month))
        {
            month = month.Next;
        }

        return month;
    }

    /// <summary>The months that the review of a month covers.</summary>
    public ReviewSpan SpanOf(Period review)
    {
        var first = review;
        while (!IsDue(first.Previous))
        {
            first = first.Previous;
        }

        return new ReviewSpan(first, review);
    }

    /// <summary>
    /// Returns the schedule with another cadence from the month after the current one. The last decision of a month
    /// applies.
    /// </summary>
    public ReviewSchedule Changed(string cadence, Period current)
    {
        var kept = this with { Changes = [.. Changes.Where(change => change.From <= current)] };
        return cadence == kept.CadenceOf(current)
            ? kept
            : kept with
            {
                Changes = [.. kept.Changes, new CadenceChange(current.Next, cadence)],
            };
    }
}

/// <summary>Another cadence.</summary>
/// <param name="From">The first month to which it applies.</param>
/// <param name="Cadence"><c>monthly</c> or <c>quarterly</c>.</param>
public sealed record CadenceChange(Period From, string Cadence);

/// <summary>The months that a review covers, which follow each other.</summary>
/// <param name="First">The first month.</param>
/// <param name="Last">The last month, which names the review.</param>
public readonly record struct ReviewSpan(Period First, Period Last)
{
    /// <summary>The months, the earliest first.</summary>
    public IEnumerable<Period> Months
    {
        get
        {
            for (var month = First; month <= Last; month = month.Next)
            {
                yield return month;
            }
        }
    }

    /// <summary>The number of months.</summary>
    public int Length => ((Last.Year - First.Year) * 12) + Last.Month - First.Month + 1;

    /// <summary>As many months directly before these.</summary>
    public ReviewSpan Before => new(First.Back(Length), First.Previous);

    /// <summary>One month.</summary>
    public static ReviewSpan Of(Period month) => new(month, month);

    /// <summary>The month, or the first and the last month.</summary>
    public override string ToString() => First == Last ? $"{Last}" : $"{First} to {Last}";
}
