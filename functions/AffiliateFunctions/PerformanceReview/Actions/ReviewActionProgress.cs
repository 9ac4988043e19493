using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview.Actions;

/// <summary>
/// Adds to the actions of reviews what came of them: the number that each is meant to move in the reviews since, and how
/// far a change of the rules is. Both follow from what is stored elsewhere, so nothing can differ from it.
/// </summary>
public sealed class ReviewActionProgress(ReviewStore reviews, RuleChanges changes, TimeProvider clock)
{
    // An ended action is shown with its number in the reviews of this many months or quarters after it.
    private const int ReviewsAfterEnd = 3;

    /// <summary>The review with what came of its actions until now.</summary>
    public async Task<StoredReview> CompleteAsync(StoredReview review, CancellationToken cancellationToken)
    {
        if (review.Actions.Count == 0)
        {
            return review;
        }

        var recent = await reviews.RecentAsync(review.Program, cancellationToken).ToListAsync(cancellationToken);
        var drafts = await DraftsAsync(review.Program, review.Actions, cancellationToken);
        return review with
        {
            Actions = [.. review.Actions.Select(action => WithProgress(action, review, recent, drafts))],
        };
    }

    /// <summary>
    /// The actions that the packet of a review shows: those of the review, open ones of earlier reviews, and those that
    /// ended a short time ago. The numbers are those until the review.
    /// </summary>
    public async Task<IReadOnlyList<ShownAction>> ShownInAsync(StoredReview review, CancellationToken cancellationToken)
    {
        var recent = await reviews.RecentAsync(review.Program, cancellationToken).ToListAsync(cancellationToken);
        List<StoredReview> until = [.. recent.Where(other => other.Period < review.Period), review];
        var shown = until
            .SelectMany(of => of.Actions.Where(action => IsShown(action, of, review)).Select(action => (of, action)))
            .ToList();
        var drafts = await DraftsAsync(review.Program, shown.Select(of => of.action), cancellationToken);
        return
        [
            .. shown.Select(of => new ShownAction(
                of.of.Period,
                WithProgress(of.action, of.of, until, drafts),
                review.Currency
            )),
        ];
    }

    private static bool IsShown(ReviewAction action, StoredReview of, StoredReview review)
    {
        if (action.IsOpen || of.Period == review.Period)
        {
            return true;
        }

        var first = review.Span.First;
        for (var back = 0; back < (ReviewsAfterEnd - 1) * review.Span.Length; back++)
        {
            first = first.Previous;
        }

        return (action.DoneAt ?? action.CancelledAt) >= first.Start(TimeZoneInfo.Utc);
    }

    private Task<IReadOnlyDictionary<int, RuleChange>> DraftsAsync(
        ProgramSlug program,
        IEnumerable<ReviewAction> actions,
        CancellationToken cancellationToken
    ) =>
        changes.FindAsync(
            program,
            actions.Where(action => action.IsOpen).Select(action => action.Draft).OfType<int>(),
            clock.GetUtcNow(),
            cancellationToken
        );

    // The number of a quarter does not compare with that of a month, so reviews of another length are left out.
    private static ReviewAction WithProgress(
        ReviewAction action,
        StoredReview of,
        IEnumerable<StoredReview> reviews,
        IReadOnlyDictionary<int, RuleChange> drafts
    )
    {
        var state = action is { IsOpen: true, Draft: { } draft } ? drafts.GetValueOrDefault(draft) : null;
        return action with
        {
            After = action.Metric is null
                ? null
                :
                [
                    .. reviews
                        .Where(later => later.Period > of.Period && later.Span.Length == of.Span.Length)
                        .OrderBy(later => later.Period)
                        .Select(later => ReviewNumbers.Find(later, action.Metric, action.Partner))
                        .OfType<ReviewNumber>(),
                ],
            DraftState = state,
            Result = state?.Sentence ?? action.Result,
        };
    }
}

/// <summary>An action as the packet of a review shows it.</summary>
/// <param name="Review">The month of the review that decided it.</param>
/// <param name="Action">The action with the numbers since.</param>
/// <param name="Currency">The currency of amounts.</param>
public sealed record ShownAction(Period Review, ReviewAction Action, string Currency)
{
    /// <summary>The action as a line of the packet.</summary>
    /// <param name="nameOf">Names a partner.</param>
    /// <param name="now">The time.</param>
    public ActionLine LineAt(DateTimeOffset now, Func<PartnerId, string> nameOf)
    {
        var status = Action.StatusAt(now);
        var day = DisplayFormat.Day(Action.DoneAt ?? Action.CancelledAt ?? Action.PlannedFor ?? Action.DueAt);
        return new ActionLine(
            Action.Partner is { } partner ? $"{nameOf(partner)}: {Action.Text}" : Action.Text,
            Action.Owner.Email,
            status switch
            {
                "done" or "cancelled" => $"{status}, {day}",
                "planned" => $"planned for {day}",
                _ => $"{status}, due {day}",
            },
            status switch
            {
                "done" => "met",
                "overdue" => "missed",
                _ => "few",
            },
            ReviewNumbers.MovedOf(Action, Review, Currency),
            Action.Result
        );
    }
}
