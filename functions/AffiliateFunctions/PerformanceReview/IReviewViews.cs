using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The reviews of a program, for pages of other features.</summary>
public interface IReviewViews
{
    /// <summary>
    /// The months with a review, the months that the cadence skips, and the months of the last six whose review is
    /// missing, the newest first. Only the heads of reviews are read.
    /// </summary>
    Task<IReadOnlyList<ReviewMonth>> ListAsync(AffiliateProgram program, CancellationToken cancellationToken);

    /// <summary>The review that ends with the month, or null.</summary>
    Task<ReviewView?> FindAsync(AffiliateProgram program, Period month, CancellationToken cancellationToken);

    /// <summary>Why the month has no review of its own by the charter's cadence; null if that is not so.</summary>
    Task<SkippedReview?> FindSkippedAsync(AffiliateProgram program, Period month, CancellationToken cancellationToken);

    /// <summary>
    /// The signals in the reviews of the last months, as the reviews were decided on. Only the heads of reviews are read.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="months">The number of months before the current one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<SignalHistories> SignalsAsync(AffiliateProgram program, int months, CancellationToken cancellationToken);
}

/// <summary>A review with its packet.</summary>
/// <param name="Review">The review.</param>
/// <param name="Packet">The content of the packet, without the form.</param>
public sealed record ReviewView(StoredReview Review, ReviewPacket Packet);
