using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Measures a month of a program, layer by layer.</summary>
public sealed class ReviewMeasures(ITrackingLog tracking, ILedger ledger, IPartners partners, IApprovals approvals)
{
    /// <summary>The measures of the program and the scorecards of its partners.</summary>
    public async Task<(IReadOnlyList<Measure> Measures, IReadOnlyList<Scorecard> Scorecards)> OfAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (period.Start(program.Zone), period.End(program.Zone));
        var events = await ListAsync(
            tracking.EventsAsync(program.Slug, from, to, cancellationToken),
            cancellationToken
        );
        var applications = await ListAsync(
            partners.ApplicationTimesAsync(program.Slug, cancellationToken),
            cancellationToken
        );
        var asked = await ListAsync(approvals.ListAsync(program.Slug, cancellationToken), cancellationToken);
        var granted = await CommissionsAsync(program.Slug, from, to, cancellationToken);
        var scorecards = Scorecards(events, granted);
        return (
            [
                .. InputQuality(events, applications),
                .. ProcessSpeed(applications, asked),
                .. DecisionQuality(granted, asked, from, to),
                .. Business(events, scorecards),
                .. Governance(asked),
            ],
            scorecards
        );
    }

    private static IEnumerable<Measure> InputQuality(List<TrackedEvent> events, List<ApplicationTimes> applications)
    {
        const string Layer = "input_quality";
        var bots = events.Count(e => e.IsOfBot);

        // Clicks of bots are excluded, because they say nothing about the quality of the reported events.
        yield return Measure.Share(
            Layer,
            "events_accepted",
            events.Count(e => e.Status != "rejected"),
            events.Count - bots
        );
        yield return new Measure(Layer, "bot_clicks", bots, "count", events.Count(e => e.Type == "click"));
        yield return Measure.Share(
            Layer,
            "conversions_attributed",
            events.Count(e => e.Type is "lead" or "sale" && e.Partner is not null),
            events.Count(e => e.Type is "lead" or "sale")
        );
        yield return Measure.Share(
            Layer,
            "application_fields_filled",
            applications.Sum(a => a.FilledFields),
            applications.Sum(a => a.RequiredFields)
        );
    }

    private static IEnumerable<Measure> ProcessSpeed(List<ApplicationTimes> applications, List<ApprovalState> asked)
    {
        const string Layer = "process_speed";
        var cycles = asked
            .Where(approvalState => approvalState.Kind == "cycle" && approvalState.DecidedAt is not null)
            .Select(approvalState => approvalState.DecidedAt!.Value - approvalState.AskedAt);
        var reviews = asked
            .Where(approvalState => approvalState.Kind == "review" && approvalState.DecidedAt is not null)
            .Select(approvalState => approvalState.DecidedAt!.Value - approvalState.AskedAt);
        return
        [
            .. Measure.Hours(
                Layer,
                "application_to_decision",
                applications.Where(a => a.DecidedAt is not null).Select(a => a.DecidedAt!.Value - a.SubmittedAt)
            ),
            .. Measure.Hours(
                Layer,
                "decision_to_active",
                applications
                    .Where(a => a is { DecidedAt: not null, ActiveAt: not null })
                    .Select(a => a.ActiveAt!.Value - a.DecidedAt!.Value)
            ),
            .. Measure.Hours(Layer, "cycle_approval", cycles),
            .. Measure.Hours(Layer, "review_decision", reviews),
        ];
    }

    private static IEnumerable<Measure> DecisionQuality(
        List<CommissionView> granted,
        List<ApprovalState> asked,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        const string Layer = "decision_quality";
        var decided = asked
            .Where(approvalState => approvalState.DecidedAt >= from && approvalState.DecidedAt < to)
            .ToList();
        yield return Measure.Share(Layer, "commissions_held", granted.Count(c => c.Status == "held"), granted.Count);
        yield return Measure.Share(
            Layer,
            "decided_by_people",
            decided.Count(approvalState => approvalState.Actor?.StartsWith("rule:", StringComparison.Ordinal) == false),
            decided.Count
        );
    }

    private static IEnumerable<Measure> Business(List<TrackedEvent> events, List<Scorecard> scorecards)
    {
        const string Layer = "business_signal";
        var clicks = events.Count(e => e.Type == "click" && !e.IsOfBot);
        var leads = events.Where(e => e is { Type: "lead", Status: "applied" }).Select(e => e.Customer).ToHashSet();
        var sales = events.Where(e => e is { Type: "sale", Status: "applied" or "held" }).ToList();
        var buyers = sales.Select(e => e.Customer).ToHashSet();
        var refunds = events.Count(e => e is { Type: "refund", Status: "applied" });
        var (revenue, commission) = (scorecards.Sum(card => card.Revenue), scorecards.Sum(card => card.Commission));

        // A program without leads measures the conversion of clicks to customers.
        yield return Measure.Share(Layer, "conversion_rate", leads.Count > 0 ? leads.Count : buyers.Count, clicks);
        yield return Measure.Share(Layer, "lead_to_sale_rate", leads.Count(buyers.Contains), leads.Count);
        yield return Measure.Share(Layer, "refund_rate", refunds, sales.Count);
        yield return new Measure(Layer, "revenue", revenue, "amount", sales.Count);
        yield return Measure.Share(Layer, "commission_share", commission, revenue) with
        {
            Sample = sales.Count,
        };
        yield return Measure.Share(
            Layer,
            "top_partner_share",
            scorecards.Count > 0 ? scorecards.Max(card => card.Revenue) : 0,
            revenue
        ) with
        {
            Sample = sales.Count,
        };
    }

    private static IEnumerable<Measure> Governance(List<ApprovalState> asked)
    {
        const string Layer = "governance";
        yield return Measure.Share(
            Layer,
            "rule_books_decided_by_people",
            asked.Count(approvalState =>
                approvalState.Kind == "rule_book"
                && approvalState.Actor?.StartsWith("rule:", StringComparison.Ordinal) == false
            ),
            asked.Count(approvalState => approvalState.Kind == "rule_book")
        );
        yield return new Measure(
            Layer,
            "approvals_open",
            asked.Count(approvalState => approvalState.Decision is null),
            "count",
            asked.Count
        );
    }

    private static List<Scorecard> Scorecards(List<TrackedEvent> events, List<CommissionView> granted)
    {
        var commissions = granted
            .GroupBy(c => c.PartnerId)
            .ToDictionary(own => own.Key, own => own.Sum(c => c.Amount - c.ReversedAmount));
        var counted = events
            .Where(e => e.Partner is not null && e.Status != "rejected")
            .GroupBy(e => e.Partner!.Value)
            .ToDictionary(own => own.Key, own => own.ToList());
        return
        [
            .. counted
                .Keys.Union(commissions.Keys)
                .OrderBy(partner => partner.Value, StringComparer.Ordinal)
                .Select(partner =>
                    CardOf(partner, counted.GetValueOrDefault(partner) ?? [], commissions.GetValueOrDefault(partner))
                ),
        ];
    }

    private static Scorecard CardOf(PartnerId partner, List<TrackedEvent> own, long commission) =>
        new(
            partner,
            own.Count(e => e.Type == "click"),
            own.Count(e => e.Type == "lead"),
            own.Count(e => e.Type == "sale"),
            own.Where(e => e.Type == "sale").Sum(e => e.Amount ?? 0),
            own.Count(e => e.Type == "refund"),
            commission
        );

    private async Task<List<CommissionView>> CommissionsAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var granted = new List<CommissionView>();
        await foreach (var commission in ledger.CommissionsAsync(program, cancellationToken))
        {
            if (commission.CreatedAt >= from && commission.CreatedAt < to)
            {
                granted.Add(commission);
            }
        }

        return granted;
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            list.Add(row);
        }

        return list;
    }
}
