namespace Affiliate.Domain.Review.Signals;

/// <summary>The third layer: do the decisions become better?</summary>
internal static class DecisionQuality
{
    private const string Layer = "decision_quality";

    private static readonly TimeSpan Trial = TimeSpan.FromDays(90);

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        new(
            "partners_productive",
            Layer,
            "share",
            "Partners with a qualified conversion (a commission for a stage or a sale) within 90 days of their approval, "
                + "of the partners whose 90 days ended in the month.",
            "applications and commissions",
            "Partners that were created without an application. A conversion for which no rule pays does not count."
        )
        {
            Compute = month =>
            {
                var tried = month.Applications.Where(a => a.IsApproved && month.Has(a.DecidedAt + Trial)).ToList();
                return Measured.Rate(tried.Count(a => a.IsProductive), tried.Count);
            },
        },
        new(
            "decisions_reversed",
            Layer,
            "share",
            "Approved partners who were suspended or closed within 90 days, and released commissions that were taken "
                + "back, of the approvals and releases of the last three months.",
            "applications, partners and commissions",
            "Wrong rejections, which nobody sees. A refund of a released sale counts, although nobody erred."
        )
        {
            Compute = month =>
            {
                var since = month.To - Trial;
                var ended = month.Partners.Where(p => !p.IsActive).ToDictionary(p => p.Id, p => p.StatusSince);
                var approved = month
                    .Applications.Where(a => a.IsApproved && a.DecidedAt >= since && a.DecidedAt < month.To)
                    .ToList();
                var released = month.Holds.Where(h => h.IsReleased && h.DecidedAt >= since).ToList();
                return Measured.Rate(
                    approved.Count(a =>
                        a.Partner is { } id
                        && ended.TryGetValue(id, out var at)
                        && at < month.To
                        && at - a.DecidedAt <= Trial
                    ) + released.Count(h => h.IsTakenBack),
                    approved.Count + released.Count
                );
            },
        },
        new(
            "holds_confirmed",
            Layer,
            "share",
            "Held commissions that a person reversed in the month, of all holds that a person ended in the month.",
            "commissions",
            "Frauds that no screen holds. A low value means that screens hold too much."
        )
        {
            Compute = month =>
            {
                var decided = month.Holds.Where(h => month.Has(h.DecidedAt)).ToList();
                return Measured.Rate(decided.Count(h => !h.IsReleased), decided.Count);
            },
        },
        new(
            "commissions_held",
            Layer,
            "share",
            "Commissions for conversions of the month that are held now, of all of them.",
            "commissions",
            "Commissions that were held and are decided."
        )
        {
            Compute = month => Measured.Rate(month.Commissions.Count(c => c.IsHeld), month.Commissions.Count),
        },
        new(
            "manual_overrides",
            Layer,
            "share",
            "Lines that persons posted by hand and commissions that they voided, of all lines of the month.",
            "commissions and adjustments",
            "Whether the rules or the person were right."
        )
        {
            Compute = month => Measured.Rate(month.Commissions.Count(c => c.IsManual), month.Commissions.Count),
        },
        new(
            "decided_by_people",
            Layer,
            "share",
            "Approvals that a person decided in the month, of all approvals decided in the month.",
            "approvals",
            "How carefully the person decided. The others ended by their default decision."
        )
        {
            Compute = month =>
            {
                var decided = month.Approvals.Where(a => month.Has(a.DecidedAt)).ToList();
                return Measured.Rate(decided.Count(a => a.IsByPerson), decided.Count);
            },
        },
        new(
            "review_actions_on_time",
            Layer,
            "share",
            "Actions of reviews that were due in the month and done by their date, of those that were due.",
            "reviews",
            "Whether the action helped: the review shows the number that it was meant to move."
        )
        {
            Compute = month =>
            {
                var due = month.Actions.Where(a => month.Has(a.DueAt)).ToList();
                return Measured.Rate(due.Count(a => a.DoneAt <= a.DueAt), due.Count);
            },
        },
    ];
}
