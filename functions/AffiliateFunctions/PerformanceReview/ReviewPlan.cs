using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Makes the actions of a decided review. The plan is a pure function, so that a repeated step makes the same.</summary>
internal static class ReviewPlan
{
    // Actions that the app carries out are done within a day, or somebody has to look.
    private static readonly TimeSpan OwnTime = TimeSpan.FromDays(1);

    // The owner edits the draft, submits it and has it approved. The next review but one shows it as overdue.
    private static readonly TimeSpan TimeToChangeRules = TimeSpan.FromDays(30);

    /// <summary>The actions, each with an id of its own.</summary>
    /// <param name="review">The review.</param>
    /// <param name="outcome">The decision about the program.</param>
    /// <param name="owner">The program's owner.</param>
    /// <param name="noticeDays">The days between the notice to a partner and the change of its group.</param>
    public static IReadOnlyList<ReviewAction> Of(
        StoredReview review,
        ApprovalOutcome outcome,
        Person owner,
        int noticeDays = Charter.DefaultGroupNoticeDays
    )
    {
        var submission = review.SubmissionOf(outcome.Actor, outcome.Decision);
        return
        [
            .. ForProgram(review, outcome, owner, submission)
                .Concat(ForPartners(review, outcome, owner, noticeDays, submission?.Partners ?? []))
                .Concat(ForTasks(review, owner, submission?.Tasks ?? []))
                .Select(
                    (action, i) =>
                        action with
                        {
                            Id = string.Create(CultureInfo.InvariantCulture, $"{review.Period}-{i + 1}"),
                        }
                ),
        ];
    }

    private static IEnumerable<ReviewAction> ForProgram(
        StoredReview review,
        ApprovalOutcome outcome,
        Person owner,
        ReviewSubmission? submission
    )
    {
        if (OfProgram(outcome.Decision) is not var (kind, text))
        {
            yield break;
        }

        var (change, time) = kind == "change_rules" ? (submission?.RuleChange, TimeToChangeRules) : (null, OwnTime);
        var metric = submission?.Metric ?? MetricOf(kind, review);
        yield return New(review, kind, owner, metric, partner: null) with
        {
            Text = $"{TextOf(change) ?? text}: {outcome.Reason}",
            DueAt = outcome.DecidedAt + time,
            RuleChange = change,
        };
    }

    private static IEnumerable<ReviewAction> ForPartners(
        StoredReview review,
        ApprovalOutcome outcome,
        Person owner,
        int noticeDays,
        IEnumerable<RecommendationDecision> decisions
    )
    {
        var changedAt = outcome.DecidedAt.AddDays(noticeDays);
        foreach (var decision in decisions)
        {
            if (decision.Kind is not { } kind)
            {
                continue;
            }

            var isPlanned = kind == "promote" && noticeDays > 0;
            var metric = decision.Metric ?? MetricOf(kind, review);
            yield return New(review, kind, owner, metric, decision.Partner) with
            {
                Text = TextOf(decision),
                DueAt = (isPlanned ? changedAt : outcome.DecidedAt) + OwnTime,
                Group = decision.Group,
                Reason = decision.Reason,
                PlannedFor = isPlanned ? changedAt : null,
            };
        }
    }

    private static IEnumerable<ReviewAction> ForTasks(
        StoredReview review,
        Person owner,
        IEnumerable<ReviewTask> tasks
    ) =>
        tasks.Select(task =>
        {
            var responsible = task.Owner == owner.Email ? owner : new Person(task.Owner, task.Owner);
            return New(review, "task", responsible, task.Metric, partner: null) with
            {
                Text = task.Text,
                DueAt = task.DueAt,
            };
        });

    private static ReviewAction New(StoredReview review, string kind, Person person, string? metric, PartnerId? partner)
    {
        var before = ReviewNumbers.Find(review, metric, partner);
        return new ReviewAction(string.Empty, kind, string.Empty, person, default, metric, before?.Value)
        {
            BeforeSample = before?.Sample,
            BeforeTooFew = before?.TooFew ?? false,
            Partner = partner,
        };
    }

    private static (string Kind, string Text)? OfProgram(string decision) =>
        decision switch
        {
            "change" => ("change_rules", "Change the rules"),
            "pause" => ("pause_program", "Pause the program"),
            "scale" or "overrule" => ("scale", "Scale the program beyond its limits"),
            _ => null,
        };

    private static string TextOf(RecommendationDecision decision) =>
        decision.Kind switch
        {
            "promote" => $"Move the partner to the group {decision.Group}",
            "pause" => "Suspend the partner",
            _ => "Coach the partner by e-mail",
        };

    private static string? TextOf(ReviewRuleChange? change) =>
        change is null
            ? null
            : $"Change {RuleChangeRequest.ScopeOf(change.Rules)}: {change.Change.TrimEnd('.')}. Reason";

    // What a decision is meant to move, unless the person who decides chooses another number. A suspended partner sells
    // nothing more, so its suspension moves the number of the program.
    private static string MetricOf(string kind, StoredReview review) =>
        kind switch
        {
            "promote" => ScorecardMeasure.Revenue,
            "coach" => "scorecard.conversion_rate",
            "pause" => "refund_rate",
            "scale" => "net_revenue",
            _ => review.Signals.FirstOrDefault(signal => signal.Status == SignalStatus.Missed)?.Metric ?? "net_revenue",
        };
}
