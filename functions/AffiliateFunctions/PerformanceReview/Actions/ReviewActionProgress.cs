using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
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

        var heads = await reviews.RecentHeadsAsync(review.Program, cancellationToken).ToListAsync(cancellationToken);
        List<DecidedAction> decided =
        [
            .. review.Actions.Select(action => new DecidedAction(review.Period, review.Span.Length, action)),
        ];
        var recent = await MeasuredAsync(review, heads, decided, cancellationToken);
        var drafts = await DraftsAsync(review.Program, review.Actions, cancellationToken);
        return review with { Actions = [.. decided.Select(action => WithProgress(action, recent, drafts))] };
    }

    /// <summary>
    /// The actions that the packet of a review shows: those of the review, open ones of earlier reviews, and those that
    /// ended a short time ago. The numbers are those until the review.
    /// </summary>
    public async Task<IReadOnlyList<ShownAction>> ShownInAsync(StoredReview review, CancellationToken cancellationToken)
    {
        var heads = await reviews.RecentHeadsAsync(review.Program, cancellationToken).ToListAsync(cancellationToken);
        List<ReviewHead> until = [.. heads.Where(other => other.Period < review.Period), ReviewHead.Of(review)];
        var shown = until
            .SelectMany(of => of.Actions.Select(action => new DecidedAction(of.Period, of.Span.Length, action)))
            .Where(decided => IsShown(decided, review))
            .ToList();
        var measured = await MeasuredAsync(review, until, shown, cancellationToken);
        var drafts = await DraftsAsync(review.Program, shown.Select(decided => decided.Action), cancellationToken);
        return
        [
            .. shown.Select(decided => new ShownAction(
                decided.Review,
                WithProgress(decided, measured, drafts),
                review.Currency
            )),
        ];
    }

    // Heads have every number but those of scorecards, which grow with the number of partners.
    private async Task<IReadOnlyList<MeasuredReview>> MeasuredAsync(
        StoredReview review,
        IReadOnlyList<ReviewHead> heads,
        IEnumerable<DecidedAction> actions,
        CancellationToken cancellationToken
    )
    {
        var ofPartners = actions.Where(decided => ReviewNumbers.IsOfPartner(decided.Action.Metric)).ToList();
        var measured = new List<MeasuredReview>();
        foreach (var head in heads)
        {
            var whole =
                head.Period == review.Period ? review
                : ofPartners.Any(decided => decided.ComparesWith(head))
                    ? await reviews.FindAsync(review.Program, head.Period, cancellationToken)
                : null;
            measured.Add(new MeasuredReview(head, whole?.Scorecards ?? []));
        }

        return measured;
    }

    private static bool IsShown(DecidedAction decided, StoredReview review)
    {
        var action = decided.Action;
        if (action.IsOpen || decided.Review == review.Period)
        {
            return true;
        }

        var first = review.Span.First.Back((ReviewsAfterEnd - 1) * review.Span.Length);
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

    private static ReviewAction WithProgress(
        DecidedAction decided,
        IEnumerable<MeasuredReview> reviews,
        IReadOnlyDictionary<int, RuleChange> drafts
    )
    {
        var action = decided.Action;
        var state = action is { IsOpen: true, Draft: { } draft } ? drafts.GetValueOrDefault(draft) : null;
        return action with
        {
            After = action.Metric is null
                ? null
                :
                [
                    .. reviews
                        .Where(later => decided.ComparesWith(later.Head))
                        .OrderBy(later => later.Head.Period)
                        .Select(later => ReviewNumbers.Find(later.Head, later.Cards, action.Metric, action.Partner))
                        .OfType<ReviewNumber>(),
                ],
            DraftState = state,
            Result = state?.Sentence ?? action.Result,
        };
    }

    private sealed record DecidedAction(Period Review, int Months, ReviewAction Action)
    {
        // The number of a quarter does not compare with that of a month, so reviews of another length are left out.
        public bool ComparesWith(ReviewHead later) => later.Period > Review && later.Span.Length == Months;
    }

    private sealed record MeasuredReview(ReviewHead Head, IReadOnlyList<Scorecard> Cards);
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
