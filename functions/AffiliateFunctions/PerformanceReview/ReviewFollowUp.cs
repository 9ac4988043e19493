using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Follows up an action of a review: carries out a planned move to another group after its notice, cancels it if the
/// partner is closed, reminds the owner of a task on the day on which it is due, and ends a change of the rules that is in
/// force. Each step can be repeated.
/// </summary>
public sealed class ReviewFollowUp(
    ReviewStore reviews,
    IPartners partners,
    IPartnerActions partnerActions,
    RuleChangeActions ruleChanges,
    ReviewActionMails mails,
    IAuditLog audit,
    TimeProvider clock
)
{
    // The reminder is sent on the morning of the day, which ends with the due time.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Does what is due for the action now.</summary>
    public Task RunAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    ) =>
        action switch
        {
            { IsOpen: false } or { Result: null } => Task.CompletedTask,
            { Draft: not null } => ruleChanges.FollowUpAsync(review, action, cancellationToken),
            { PlannedFor: not null } => MoveAsync(program, review, action, cancellationToken),
            { Kind: "task", RemindedAt: null } when clock.GetUtcNow() > action.DueAt - Ahead => RemindAsync(
                program,
                review,
                action,
                cancellationToken
            ),
            _ => Task.CompletedTask,
        };

    private async Task MoveAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var partner = await partners.FindAsync(program.Slug, action.Partner!.Value, cancellationToken);
        if (partner is null or { Status: PartnerStatus.Closed })
        {
            await RecordAsync(
                program,
                review,
                action,
                "review_action_cancelled",
                PartnerHasLeft.GroupStays,
                now,
                cancellationToken
            );
            await ChangeAsync(
                review,
                action,
                open => open with { CancelledAt = now, Result = PartnerHasLeft.GroupStays },
                cancellationToken
            );
            return;
        }

        if (action.PlannedFor > now)
        {
            return;
        }

        var moved = await partnerActions.MoveToGroupAsync(
            program,
            partner.Id,
            action.Group!,
            new PartnerDecision(
                $"review:{review.Period}:{action.Id}",
                review.Decision!.Actor,
                action.Reason ?? $"Review of {review.Span}",
                now
            ),
            cancellationToken
        );
        var result = moved.Succeeded ? $"The partner is in the group {action.Group}." : moved.Problem.Detail;
        if (moved.Succeeded)
        {
            await RecordAsync(program, review, action, "review_action_done", result, now, cancellationToken);
        }

        await ChangeAsync(
            review,
            action,
            open => open with { Result = result, DoneAt = moved.Succeeded ? now : null },
            cancellationToken
        );
    }

    private async Task RemindAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        await mails.RemindOfTaskAsync(program, review, action, cancellationToken);
        var now = clock.GetUtcNow();
        await ChangeAsync(review, action, open => open with { RemindedAt = now }, cancellationToken);
    }

    private Task RecordAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        string what,
        string result,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"review:{review.Period}:action:{action.Id}:followed_up",
                "rule:review_notice",
                what,
                action.Partner!.Value.Value,
                result,
                now
            ),
            cancellationToken
        );

    private Task<StoredReview> ChangeAsync(
        StoredReview review,
        ReviewAction action,
        Func<ReviewAction, ReviewAction> change,
        CancellationToken cancellationToken
    ) =>
        reviews.ChangeAsync(
            review.Program,
            review.Period,
            stored => stored.WithAction(action.Id, current => current.IsOpen ? change(current) : current),
            cancellationToken
        );
}
