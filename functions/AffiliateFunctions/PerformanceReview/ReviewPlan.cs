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
        var due = outcome.DecidedAt + OwnTime;
        var changedAt = outcome.DecidedAt.AddDays(noticeDays);
        var submission =
            review.SubmissionOf(outcome.Actor) is { } sent && sent.Decision == outcome.Decision ? sent : null;
        List<ReviewAction> actions = [];
        if (OfProgram(outcome.Decision) is var (kind, text))
        {
            var change = kind == "change_rules" ? submission?.RuleChange : null;
            actions.Add(
                New(
                    kind,
                    $"{TextOf(change) ?? text}: {outcome.Reason}",
                    owner,
                    kind == "change_rules" ? outcome.DecidedAt + TimeToChangeRules : due,
                    submission?.Metric ?? MetricOf(kind, review)
                ) with
                {
                    RuleChange = change,
                }
            );
        }

        foreach (var decision in submission?.Partners.Where(decision => decision.Kind is not null) ?? [])
        {
            var isPlanned = decision.Kind == "promote" && noticeDays > 0;
            var dueAt = isPlanned ? changedAt + OwnTime : due;
            actions.Add(
                New(
                    decision.Kind!,
                    TextOf(decision),
                    owner,
                    dueAt,
                    decision.Metric ?? MetricOf(decision.Kind!, review),
                    decision.Partner
                ) with
                {
                    Group = decision.Group,
                    Reason = decision.Reason,
                    PlannedFor = isPlanned ? changedAt : null,
                }
            );
        }

        foreach (var task in submission?.Tasks ?? [])
        {
            var responsible = task.Owner == owner.Email ? owner : new Person(task.Owner, task.Owner);
            actions.Add(New("task", task.Text, responsible, task.DueAt, task.Metric));
        }

        return
        [
            .. actions.Select(
                (action, i) =>
                    action with
                    {
                        Id = string.Create(CultureInfo.InvariantCulture, $"{review.Period}-{i + 1}"),
                    }
            ),
        ];

        ReviewAction New(
            string kind,
            string text,
            Person person,
            DateTimeOffset dueAt,
            string? metric,
            PartnerId? partner = null
        )
        {
            var before = ReviewNumbers.Find(review, metric, partner);
            return new(string.Empty, kind, text, person, dueAt, metric, before?.Value)
            {
                BeforeSample = before?.Sample,
                BeforeTooFew = before?.TooFew ?? false,
                Partner = partner,
            };
        }
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
            "promote" => "scorecard.revenue",
            "coach" => "scorecard.conversion_rate",
            "pause" => "refund_rate",
            "scale" => "net_revenue",
            _ => review.Signals.FirstOrDefault(signal => signal.Status == SignalStatus.Missed)?.Metric ?? "net_revenue",
        };
}
