using Affiliate.Domain.Identity;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Tests.Payouts.Doubles;

/// <summary>The reviews of all months, decided or not.</summary>
internal sealed class DecidedReviews : IReviewedMonths
{
    /// <summary>Whether the reviews are decided.</summary>
    public bool AreDecided { get; set; } = true;

    public Task<bool> IsDecidedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken) =>
        Task.FromResult(AreDecided);
}
