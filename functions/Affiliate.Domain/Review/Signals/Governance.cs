namespace Affiliate.Domain.Review.Signals;

/// <summary>The fifth layer: is what governs the program still accurate?</summary>
internal static class Governance
{
    private const string Layer = "governance";
    private const int Components = 5;

    // An approval is overdue once the backup owner would be asked.
    private static readonly TimeSpan Overdue = TimeSpan.FromDays(5);

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        new(
            "components_with_owner",
            Layer,
            "share",
            "Components that are defined with an owner, of the five.",
            "components",
            "Whether the owner still works for the company."
        )
        {
            Compute = month => Measured.Rate(month.Components.Count(c => c.HasOwner), Components),
        },
        new(
            "components_reviewed_on_time",
            Layer,
            "share",
            "Components whose review was not overdue at the end of the month, of the five.",
            "components",
            "Whether the review was thorough."
        )
        {
            Compute = month => Measured.Rate(month.Components.Count(c => c.HasOwner && !c.IsOverdue), Components),
        },
        new(
            "rule_books_approved_before_effect",
            Layer,
            "share",
            "Versions approved in the month before the date from which they were to apply, of those approved in it.",
            "rule books",
            "Whether partners were told in time. A version that is approved late applies from its approval."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.RuleBooks.Count(book => book.ApprovedAt <= book.EffectiveFrom),
                    month.RuleBooks.Count
                ),
        },
        new(
            "approvals_overdue",
            Layer,
            "count",
            "Approvals that waited for more than five days at the end of the month.",
            "approvals",
            "How long they waited beyond that."
        )
        {
            Compute = month => Measured.Count(OpenOf(month, _ => true), month.Approvals.Count),
        },
        new(
            "reviews_overdue",
            Layer,
            "count",
            "Reviews that waited for more than five days for their decision at the end of the month, and components whose "
                + "review was overdue then.",
            "approvals of the kind review, and components",
            "Reviews that were decided without being read."
        )
        {
            Compute = month =>
                Measured.Count(
                    OpenOf(month, approval => approval.Kind == "review") + month.Components.Count(c => c.IsOverdue),
                    Components
                ),
        },
        new(
            "audit_verified",
            Layer,
            "share",
            "1 if the chain of the audit log is intact, otherwise 0.",
            "audit log, from the last verified record on",
            "Records that were never written."
        )
        {
            Compute = month => new Measured(
                month.Audit.Records > 0 ? (month.Audit.IsIntact ? 1 : 0) : null,
                (int)Math.Min(month.Audit.Records, int.MaxValue)
            ),
        },
    ];

    private static long OpenOf(MonthFacts month, Func<ApprovalFacts, bool> wanted)
    {
        var end = month.To < month.MeasuredAt ? month.To : month.MeasuredAt;
        return month.Approvals.LongCount(approval =>
            wanted(approval)
            && approval.AskedAt < end - Overdue
            && (approval.DecidedAt is null || approval.DecidedAt >= end)
        );
    }
}
