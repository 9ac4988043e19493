using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Stores the reports that actions of reviews are done. The first report of an action counts.</summary>
public sealed class ReviewActionReports(ReviewStore reviews, TimeProvider clock)
{
    /// <summary>The greatest length of a report.</summary>
    public const int LongestResult = 1000;

    /// <summary>What is wrong with the text of a report; null for a text that can be stored.</summary>
    public static string? MistakeOf(string? result) =>
        string.IsNullOrWhiteSpace(result) || result.Length > LongestResult
            ? "Say what was done, in 1 to 1,000 characters."
            : null;

    /// <summary>The review and its action, or null.</summary>
    public async Task<(StoredReview Review, ReviewAction Action)?> FindAsync(
        ProgramSlug program,
        Period period,
        string id,
        CancellationToken cancellationToken
    ) =>
        await reviews.FindAsync(program, period, cancellationToken) is { } review
        && review.Actions.FirstOrDefault(action => action.Id == id) is { } found
            ? (review, found)
            : null;

    /// <summary>Stores the report, unless the action is done or cancelled already. Returns the action.</summary>
    public async Task<ReviewAction> StoreAsync(
        ProgramSlug program,
        Period period,
        string id,
        string result,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var changed = await reviews.ChangeAsync(
            program,
            period,
            stored =>
                stored.Actions.First(action => action.Id == id).IsOpen
                    ? stored.WithAction(id, result.Trim(), now)
                    : stored,
            cancellationToken
        );
        return changed.Actions.First(action => action.Id == id);
    }
}
