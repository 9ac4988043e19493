using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The tallies of the months' events. The tally of a month is taken and stored once, when its cycle closes, and later
/// reviews read it instead of the events. An event is in exactly one stored tally: in that of its month, or, if it was
/// received after that tally was taken, in that of the month in which it was received.
/// </summary>
public sealed class MonthTallies(
    ITrackingLog tracking,
    ILedgerFigures ledger,
    MonthTallyStore store,
    TimeProvider clock
)
{
    /// <summary>How many months before a review its scorecards are compared with.</summary>
    internal const int MonthsOfPast = 6;

    // Events of the last minutes are left to the next tally, so that none is stored behind the reading.

    /// <summary>Takes the tally of an ended month, unless it is stored already.</summary>
    public async Task<FoldedMonth> FoldAsync(
        AffiliateProgram program,
        Period month,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(program.Slug, month, cancellationToken) is { } stored)
        {
            return new FoldedMonth(month, EventTally.Of(stored.Events), Lines: null);
        }

        var takenAt = clock.GetUtcNow() - Period.StorageDelay;
        if (takenAt < month.End(program.Zone))
        {
            var preliminary = await ReadAsync(program, month, until: null, cancellationToken);
            return new FoldedMonth(month, preliminary, Lines: null);
        }

        takenAt = await BeforeLaterTalliesAsync(program, month, takenAt, cancellationToken);
        var tally = await ReadAsync(program, month, takenAt, cancellationToken);
        var lines = await ledger
            .LinesAsync(program.Slug, month.Start(program.Zone), month.End(program.Zone), cancellationToken)
            .ToListAsync(cancellationToken);
        var added = await store.AddAsync(
            new MonthTally(program.Slug, month, takenAt, tally.ToDocument())
            {
                Commissions = lines
                    .GroupBy(line => line.Partner)
                    .ToDictionary(own => own.Key.Value, own => own.Sum(line => line.Kept), StringComparer.Ordinal),
            },
            cancellationToken
        );
        return new FoldedMonth(month, EventTally.Of(added.Events), lines);
    }

    /// <summary>Returns the tallies of the months and of those before them. Stores nothing.</summary>
    /// <param name="program">The program.</param>
    /// <param name="span">The months.</param>
    /// <param name="folded">The last of the months, if its tally was taken before; else null.</param>
    /// <param name="monthsOfPast">How many months before are read, at least as many as the months.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TalliedMonths> OfAsync(
        AffiliateProgram program,
        ReviewSpan span,
        FoldedMonth? folded,
        int monthsOfPast,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.ListAsync(
            program.Slug,
            span.First.Back(monthsOfPast),
            folded is null ? span.Last : span.Last.Previous,
            cancellationToken
        );
        var sum = new EventTally();
        foreach (var month in span.Months)
        {
            sum.Add(
                month == folded?.Month ? folded.Events
                : stored.TryGetValue(month, out var tally) ? EventTally.Of(tally.Events)
                : await ReadAsync(program, month, until: null, cancellationToken)
            );
        }

        var past = PastOf(program, span, stored, monthsOfPast);
        return new TalliedMonths(
            sum,
            past is [{ Events: { } before }, ..]
                ? before.Buyers
                : await BuyersAsync(program, span.Before, stored, cancellationToken),
            past
        );
    }

    private async Task<IReadOnlySet<CustomerId>> BuyersAsync(
        AffiliateProgram program,
        ReviewSpan span,
        IReadOnlyDictionary<Period, MonthTally> stored,
        CancellationToken cancellationToken
    )
    {
        var buyers = new HashSet<CustomerId>();
        foreach (var month in span.Months.Where(month => program.CreatedAt < month.End(program.Zone)))
        {
            if (stored.TryGetValue(month, out var tally))
            {
                buyers.UnionWith(EventTally.Of(tally.Events).Buyers);
                continue;
            }

            var (from, to) = (month.Start(program.Zone), month.End(program.Zone));
            await foreach (var buyer in tracking.BuyersAsync(program.Slug, from, to, cancellationToken))
            {
                buyers.Add(buyer);
            }
        }

        return buyers;
    }

    // The results of a quarter do not compare with those of a month, so the past has spans of as many months. The last
    // ones are left out if they are not complete.
    private static List<PastSpan> PastOf(
        AffiliateProgram program,
        ReviewSpan span,
        IReadOnlyDictionary<Period, MonthTally> stored,
        int monthsOfPast
    )
    {
        var past = new List<PastSpan>();
        for (var of = span.Before; past.Count < monthsOfPast / span.Length; of = of.Before)
        {
            if (program.CreatedAt >= of.Last.End(program.Zone))
            {
                break;
            }

            var tallies = of.Months.Select(stored.GetValueOrDefault).OfType<MonthTally>().ToList();
            var isComplete = tallies.Count == span.Length;
            past.Add(
                new PastSpan(
                    of.Last.End(program.Zone),
                    isComplete ? SumOf(tallies) : null,
                    isComplete && tallies.All(tally => tally.Commissions is not null) ? CommissionsOf(tallies) : null
                )
            );
        }

        return past;
    }

    private static EventTally SumOf(IEnumerable<MonthTally> tallies)
    {
        var sum = new EventTally();
        foreach (var tally in tallies)
        {
            sum.Add(EventTally.Of(tally.Events));
        }

        return sum;
    }

    private static Dictionary<PartnerId, long> CommissionsOf(IEnumerable<MonthTally> tallies) =>
        tallies
            .SelectMany(tally => tally.Commissions!)
            .GroupBy(own => own.Key, StringComparer.Ordinal)
            .ToDictionary(own => PartnerId.Parse(own.Key), own => own.Sum(month => month.Value));

    // A cycle that is started late takes its tally after those of later months. Events that were received after the first
    // of these are left to the month after it, which counts all earlier events from that time on.
    private async Task<DateTimeOffset> BeforeLaterTalliesAsync(
        AffiliateProgram program,
        Period month,
        DateTimeOffset takenAt,
        CancellationToken cancellationToken
    )
    {
        for (var later = month.Next; later.End(program.Zone) <= takenAt; later = later.Next)
        {
            if (await store.FindTimeAsync(program.Slug, later, cancellationToken) is { } earlier && earlier < takenAt)
            {
                return earlier;
            }
        }

        return takenAt;
    }

    private async Task<EventTally> ReadAsync(
        AffiliateProgram program,
        Period month,
        DateTimeOffset? until,
        CancellationToken cancellationToken
    )
    {
        var (tally, currency) = (new EventTally(), Currency.Parse(program.Currency));
        var before = await store.FindTimeAsync(program.Slug, month.Previous, cancellationToken);
        var time = new EventTime(month.Start(program.Zone), month.End(program.Zone)) { LateSince = before };
        await foreach (var tracked in tracking.EventsAsync(program.Slug, time, cancellationToken))
        {
            if (!(tracked.ReceivedAt >= until))
            {
                tally.Add(ReviewedEvents.Of(tracked, currency) with { IsLate = tracked.OccurredAt < time.From });
            }
        }

        return tally;
    }
}
