using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Reads the reviews of a program for lists and pages.</summary>
public sealed class ReviewViews(ReviewStore reviews, ReviewDuties duties, ReviewPackets packets, TimeProvider clock)
    : IReviewViews
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReviewMonth>> ListAsync(
        AffiliateProgram program,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var stored = await reviews.HeadsAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        var skipped = await reviews.ListSkippedAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        return
        [
            .. stored
                .Select(review => ReviewMonth.Of(review, now))
                .Concat(skipped.Select(ReviewMonth.Of))
                .Concat(
                    duties
                        .Of(program, stored)
                        .Where(duty => duty.IsMissingAt(now))
                        .Select(duty => new ReviewMonth(duty.Month, ReviewMonthStatus.Missing))
                )
                .DistinctBy(month => month.Month)
                .OrderByDescending(month => month.Month),
        ];
    }

    /// <inheritdoc/>
    public async Task<ReviewView?> FindAsync(
        AffiliateProgram program,
        Period month,
        CancellationToken cancellationToken
    ) =>
        await reviews.FindAsync(program.Slug, month, cancellationToken) is { } review
            ? new ReviewView(review, await packets.OfAsync(program, review, form: null, cancellationToken))
            : null;

    /// <inheritdoc/>
    public Task<SkippedReview?> FindSkippedAsync(
        AffiliateProgram program,
        Period month,
        CancellationToken cancellationToken
    ) => reviews.FindSkippedAsync(program.Slug, month, cancellationToken);

    /// <inheritdoc/>
    public async Task<SignalHistories> SignalsAsync(
        AffiliateProgram program,
        int months,
        CancellationToken cancellationToken
    )
    {
        var first = Period.Of(clock.GetUtcNow(), program.Zone).Back(months);
        var recent = await reviews
            .RecentHeadsAsync(program.Slug, cancellationToken)
            .Where(review => review.Period >= first)
            .ToListAsync(cancellationToken);
        var shown = recent.Where(review => review.Span.Length == recent[^1].Span.Length).ToList();
        return new SignalHistories(
            [.. shown.Select(review => DisplayFormat.Months(review.Span))],
            [.. MetricsOf(shown).Select(metric => SignalHistory.Of(metric, shown))],
            recent.Count - shown.Count
        );
    }

    // The order of the catalog, and behind it the targets of charters whose measures do not exist.
    private static IEnumerable<string> MetricsOf(List<ReviewHead> heads)
    {
        var measured = heads.SelectMany(review => review.Signals).Select(signal => signal.Metric).ToHashSet();
        return SignalCatalog.Names.Where(measured.Contains).Concat(measured.Except(SignalCatalog.Names));
    }
}
