using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview.Actions;

/// <summary>
/// Carries out the decision to change the rules: opens a draft that carries the request, asks the owner to edit it, and
/// follows it until a version that is based on it is in force. Each step can be repeated.
/// </summary>
public sealed class RuleChangeActions(
    RuleChanges changes,
    ReviewStore reviews,
    ReviewActionMails mails,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Opens the draft, or adds the request to the draft that is open, and asks the owner.</summary>
    /// <returns>The draft, or null if no rule book is in force.</returns>
    public async Task<OpenedRuleChange?> OpenAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        var decision = review.Decision!;
        var opened = await changes.OpenAsync(
            program.Slug,
            new RuleChangeRequest(
                review.Period,
                action.Id,
                decision.Actor,
                decision.DecidedAt,
                action.RuleChange?.Rules ?? [],
                action.RuleChange?.Change ?? decision.Reason ?? action.Text,
                decision.Reason,
                action.Metric
            ),
            clock.GetUtcNow(),
            cancellationToken
        );
        if (opened is not null)
        {
            await RecordAsync(review, action, opened, cancellationToken);
            await mails.AskForRuleChangeAsync(program, review, action, opened, cancellationToken);
        }

        return opened;
    }

    private Task RecordAsync(
        StoredReview review,
        ReviewAction action,
        OpenedRuleChange opened,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                review.Program,
                $"review:{review.Period}:action:{action.Id}:rules",
                review.Decision!.Actor,
                opened.IsNew ? "rule_book_draft_opened" : "rule_book_draft_extended",
                $"rules:{opened.Version}",
                review.Decision.Reason,
                review.Decision.DecidedAt
            )
            {
                Change = AuditChange.OfNew(
                    new { Rules = RuleChangeRequest.ScopeOf(action.RuleChange?.Rules ?? []), action.RuleChange?.Change }
                ),
            },
            cancellationToken
        );

    /// <summary>Ends the action once a version that is based on its draft is in force.</summary>
    public async Task FollowUpAsync(StoredReview review, ReviewAction action, CancellationToken cancellationToken)
    {
        var found = await changes.FindAsync(
            review.Program,
            [action.Draft!.Value],
            clock.GetUtcNow(),
            cancellationToken
        );
        if (found.GetValueOrDefault(action.Draft.Value) is not { State: RuleChangeState.InForce } change)
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                review.Program,
                $"review:{review.Period}:action:{action.Id}:followed_up",
                "rule:review_follow_up",
                "review_action_done",
                $"rules:{change.Version}",
                change.Sentence,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await reviews.ChangeAsync(
            review.Program,
            review.Period,
            stored =>
                stored.WithAction(
                    action.Id,
                    current =>
                        current.IsOpen
                            ? current with
                            {
                                DoneAt = change.AppliesFrom,
                                Result = change.Sentence,
                            }
                            : current
                ),
            cancellationToken
        );
    }
}
