using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The tally of a month.</summary>
/// <param name="Program">The program.</param>
/// <param name="Month">The month.</param>
/// <param name="TakenAt">
/// The first instant whose events are not in it. Events that are received from then on are in a later tally.
/// </param>
/// <param name="Events">The tally of the events.</param>
public sealed record MonthTally(ProgramSlug Program, Period Month, DateTimeOffset TakenAt, TallyDocument Events)
{
    /// <summary>
    /// What each partner kept of the commissions for conversions of the month when the tally was taken, in minor units;
    /// null in tallies that were stored without it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Commissions { get; init; }
}

/// <summary>A month whose tally was taken in this step: what later parts of the step need not read again.</summary>
/// <param name="Month">The month.</param>
/// <param name="Events">The tally of the events.</param>
/// <param name="Lines">The lines of the ledger of the month; null if they were not read, because the tally was stored.</param>
public sealed record FoldedMonth(Period Month, EventTally Events, IReadOnlyList<ReviewedLine>? Lines);

/// <summary>What is known of the reviewed months and of those before them.</summary>
/// <param name="Events">The events of the months.</param>
/// <param name="EarlierBuyers">The customers who bought in as many months before.</param>
/// <param name="Past">The spans before, the latest first.</param>
public sealed record TalliedMonths(
    EventTally Events,
    IReadOnlySet<CustomerId> EarlierBuyers,
    IReadOnlyList<PastSpan> Past
);
