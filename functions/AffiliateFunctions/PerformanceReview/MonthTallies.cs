using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The tallies of the months' events. The tally of a month is taken and stored once, when its cycle closes, and later
/// reviews read it instead of the events. An event is in exactly one stored tally: in that of its month, or, if it was
/// received after that tally was taken, in that of the month in which it was received.
/// </summary>
public sealed class MonthTallies(ITrackingLog tracking, MonthTallyStore store, TimeProvider clock)
{
    // An event is stored at once when it is received, but not in the same instant. Events of the last minutes are left to
    // the next tally, so that none is stored behind the reading.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    /// <summary>Takes the tally of an ended month, unless it is stored already.</summary>
    public async Task<EventTally> FoldAsync(AffiliateProgram program, Period month, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(program.Slug, month, cancellationToken) is { } stored)
        {
            return EventTally.Of(stored.Events);
        }

        var takenAt = clock.GetUtcNow() - Settling;
        if (takenAt < month.End(program.Zone))
        {
            return await ReadAsync(program, month, until: null, cancellationToken);
        }

        takenAt = await BeforeLaterTalliesAsync(program, month, takenAt, cancellationToken);
        var tally = await ReadAsync(program, month, takenAt, cancellationToken);
        var added = await store.AddAsync(
            new MonthTally(program.Slug, month, takenAt, tally.ToDocument()),
            cancellationToken
        );
        return EventTally.Of(added.Events);
    }

    /// <summary>Returns the tally of all events of the months. Stores nothing.</summary>
    public async Task<EventTally> OfAsync(
        AffiliateProgram program,
        ReviewSpan span,
        CancellationToken cancellationToken
    )
    {
        var sum = new EventTally();
        foreach (var month in span.Months)
        {
            sum.Add(
                await store.FindAsync(program.Slug, month, cancellationToken) is { } stored
                    ? EventTally.Of(stored.Events)
                    : await ReadAsync(program, month, until: null, cancellationToken)
            );
        }

        return sum;
    }

    /// <summary>Returns the customers who bought in the months.</summary>
    public async Task<IReadOnlySet<CustomerId>> BuyersAsync(
        AffiliateProgram program,
        ReviewSpan span,
        CancellationToken cancellationToken
    )
    {
        var buyers = new HashSet<CustomerId>();
        foreach (var month in span.Months.Where(month => program.CreatedAt < month.End(program.Zone)))
        {
            if (await store.FindAsync(program.Slug, month, cancellationToken) is { } stored)
            {
                buyers.UnionWith(EventTally.Of(stored.Events).Buyers);
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

/// <summary>The tally of a month.</summary>
/// <param name="Program">The program.</param>
/// <param name="Month">The month.</param>
/// <param name="TakenAt">
/// The first instant whose events are not in it. Events that are received from then on are in a later tally.
/// </param>
/// <param name="Events">The tally of the events.</param>
public sealed record MonthTally(ProgramSlug Program, Period Month, DateTimeOffset TakenAt, TallyDocument Events);
