using Affiliate.Domain.Identity;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>Remembers the months of which it hears that they are through with their review.</summary>
internal sealed class HeardReviews : IReviewListener
{
    /// <summary>The months, in the order in which they ended.</summary>
    public List<Period> Ended { get; } = [];

    public Task EndedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken)
    {
        Ended.Add(month);
        return Task.CompletedTask;
    }
}
