namespace Affiliate.Domain.Review.Signals;

/// <summary>The second layer: how long do the steps take? Each is a median and a ninetieth percentile.</summary>
internal static class ProcessSpeed
{
    private const string Layer = "process_speed";

    private static readonly (string Suffix, string Words, int Percent)[] Percentiles =
    [
        ("median", "Median", 50),
        ("p90", "Ninetieth percentile", 90),
    ];

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        .. Of(
            "application_to_decision",
            "from the submission of an application to its decision, for decisions of the month",
            "applications",
            "Applications that still wait, which approvals_overdue counts.",
            month =>
                month.Applications.Where(a => month.Has(a.DecidedAt)).Select(a => a.DecidedAt!.Value - a.SubmittedAt)
        ),
        .. Of(
            "decision_to_active",
            "from the approval of an application to the active partner, for partners activated in the month",
            "applications",
            "Applicants who never accept the terms.",
            month =>
                month
                    .Applications.Where(a => month.Has(a.ActiveAt) && a.DecidedAt is not null)
                    .Select(a => a.ActiveAt!.Value - a.DecidedAt!.Value)
        ),
        .. Of(
            "sale_to_commission",
            "from the receipt of a sale to the time at which its commission was stored, for sales of the month",
            "events of the type sale",
            "The time between the sale and its report, and sales that still wait.",
            month => month.Events.SaleToCommission
        ),
        .. Of(
            "period_close_to_approval",
            "from the end of a period to the approval of its payouts, for cycles approved in the month",
            "cycles",
            "Cycles that are not approved yet.",
            month => month.Cycles.Where(c => month.Has(c.ApprovedAt)).Select(c => c.ApprovedAt!.Value - c.ClosedAt)
        ),
        .. Of(
            "approval_to_settled",
            "from the approval of payouts to the report of the last payment, for cycles settled in the month",
            "cycles",
            "When the money reached the partner's account.",
            month =>
                month
                    .Cycles.Where(c => month.Has(c.SettledAt) && c.ApprovedAt is not null)
                    .Select(c => c.SettledAt!.Value - c.ApprovedAt!.Value)
        ),
        .. Of(
            "review_to_decision",
            "from the sending of a review to its decision, for reviews decided in the month",
            "approvals of the kind review",
            "Whether the review was read.",
            month => Durations(month, approval => approval.Kind == "review")
        ),
        .. Of(
            "owner_waiting",
            "that approvals decided in the month waited for their owner; by owner in the parts",
            "approvals of all kinds",
            "Who was slow when the backup owner decided: the time counts for the person who was asked first.",
            month => Durations(month, _ => true),
            Owners
        ),
    ];

    private static IEnumerable<TimeSpan> Durations(MonthFacts month, Func<ApprovalFacts, bool> wanted) =>
        month
            .Approvals.Where(approval => month.Has(approval.DecidedAt) && wanted(approval))
            .Select(approval => approval.DecidedAt!.Value - approval.AskedAt);

    private static List<MeasuredPart> Owners(MonthFacts month, int percent) =>
        [
            .. month
                .Approvals.Where(approval => month.Has(approval.DecidedAt))
                .GroupBy(approval => approval.Owner, StringComparer.OrdinalIgnoreCase)
                .OrderBy(own => own.Key, StringComparer.Ordinal)
                .Select(own =>
                {
                    var hours = Measured.Hours(own.Select(a => a.DecidedAt!.Value - a.AskedAt), percent);
                    return new MeasuredPart(own.Key, hours.Value, hours.Sample);
                }),
        ];

    private static IEnumerable<SignalDefinition> Of(
        string name,
        string what,
        string source,
        string cannotTell,
        Func<MonthFacts, IEnumerable<TimeSpan>> durations,
        Func<MonthFacts, int, IReadOnlyList<MeasuredPart>>? parts = null
    ) =>
        Percentiles.Select(kind => new SignalDefinition(
            $"{name}_hours_{kind.Suffix}",
            Layer,
            "hours",
            $"{kind.Words} (nearest rank) of the hours {what}.",
            source,
            cannotTell
        )
        {
            Compute = month =>
                Measured.Hours(durations(month), kind.Percent) with
                {
                    Parts = parts?.Invoke(month, kind.Percent) ?? [],
                },
        });
}
