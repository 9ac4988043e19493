using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Records the owner's decision, and returns the ids of the actions that follow from it.</summary>
public sealed class RecordReviewDecision(
    ReviewStore reviews,
    IPrograms programs,
    IEnumerable<IReviewListener> listeners,
    IAuditLog audit,
    IWebhooks webhooks
)
{
    /// <inheritdoc cref="RecordReviewDecision"/>
    [Function(nameof(RecordReviewDecision))]
    public async Task<IReadOnlyList<string>> RunAsync(
        [ActivityTrigger] Input input,
        CancellationToken cancellationToken
    )
    {
        var (key, outcome) = input;
        var charter = (await programs.FindAsync(key.Program, cancellationToken))?.Charter;
        var decided = await reviews.DecideAsync(
            key.Program,
            key.Period,
            new ReviewOutcome(outcome.Decision, outcome.Actor, outcome.Reason, outcome.Note, outcome.DecidedAt),
            review =>
                charter is null
                    ? []
                    : ReviewPlan.Of(
                        review,
                        outcome,
                        charter.Owner,
                        charter.GroupNoticeDays ?? Charter.DefaultGroupNoticeDays
                    ),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"review:{key.Period}:decided",
                outcome.Actor,
                $"review_decided_{outcome.Decision}",
                key.Period.Value,
                outcome.Reason,
                outcome.DecidedAt
            ),
            cancellationToken
        );
        await audit.RecordAllAsync(
            [
                .. decided
                    .DeclinedBy(decided.Decision!)
                    .Select(declined => new AuditEntry(
                        key.Program,
                        $"review:{key.Period}:declined:{declined.Partner}",
                        outcome.Actor,
                        "review_recommendation_declined",
                        declined.Partner.Value,
                        declined.Reason,
                        outcome.DecidedAt
                    )
                    {
                        Change = AuditChange.Between(
                            new { Decision = declined.Recommended },
                            new { Decision = declined.Kind ?? "nothing" }
                        ),
                    }),
            ],
            cancellationToken
        );
        await webhooks.TellAsync(
            key.Program,
            [
                new WebhookEvent(
                    WebhookEventTypes.ReviewDecided,
                    key.Period.Value,
                    outcome.DecidedAt,
                    new
                    {
                        key.Period,
                        outcome.Decision,
                        outcome.Reason,
                        outcome.DecidedAt,
                    }
                ),
            ],
            cancellationToken
        );
        foreach (var listener in listeners)
        {
            await listener.EndedAsync(key.Program, key.Period, cancellationToken);
        }

        return [.. decided.Actions.Where(action => action.Result is null).Select(action => action.Id)];
    }

    /// <summary>The review, and the outcome of its approval.</summary>
    public sealed record Input(ReviewKey Key, ApprovalOutcome Outcome);
}
