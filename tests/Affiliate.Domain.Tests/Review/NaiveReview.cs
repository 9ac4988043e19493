using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>
/// A second computation of every measure, as a reader of its formula would do it: by lists and loops over the facts
/// themselves, with no sums kept on the way. It shares no code with the first one but the records of the facts.
/// </summary>
/// <param name="month">The facts, whose tally of events is not used.</param>
/// <param name="all">The events of the month.</param>
internal sealed class NaiveReview(MonthFacts month, IReadOnlyList<ReviewedEvent> all)
{
    private const double Day = 24;

    private readonly List<ReviewedEvent> human = [.. all.Where(e => !(e.Type == "click" && e.IsOfBot))];

    private List<ReviewedEvent> Counted => [.. human.Where(e => e.Status != "rejected")];

    private List<ReviewedEvent> Sales => [.. Counted.Where(e => e is { Type: "sale", Status: "applied" or "held" })];

    private List<ReviewedEvent> Refunds => [.. Counted.Where(e => e is { Type: "refund", Status: "applied" })];

    private List<string> Leads => Customers(Counted.Where(e => e is { Type: "lead", Status: "applied" }));

    private List<string> Buyers => Customers(Sales);

    private List<string> Earlier => [.. month.EarlierBuyers.Select(customer => customer.Value)];

    private decimal Net => Sales.Sum(e => (decimal)(e.Net ?? 0)) - Refunds.Sum(e => (decimal)(e.Net ?? 0));

    private decimal Paid => month.Commissions.Sum(c => (decimal)c.Kept);

    /// <summary>Every measure by name: its value and its sample.</summary>
    public IReadOnlyDictionary<string, (decimal? Value, int Sample)> Signals()
    {
        var values = new Dictionary<string, (decimal?, int)>(StringComparer.Ordinal);
        AddInput(values);
        AddSpeed(values);
        AddDecisions(values);
        AddBusiness(values);
        AddGovernance(values);
        return values;
    }

    private void AddInput(Dictionary<string, (decimal?, int)> values)
    {
        var submitted = month.Applications.Where(a => InMonth(a.SubmittedAt)).ToList();
        values["partner_fields_filled"] = Rate(submitted.Sum(a => a.FilledFields), submitted.Sum(a => a.Fields));
        foreach (var type in new[] { "lead", "sale" })
        {
            var own = human.Where(e => e.Type == type).ToList();
            values[$"{type}_fields_filled"] = Rate(own.Sum(e => e.FilledFields), own.Sum(e => e.Fields));
        }

        var staged = Customers(Counted.Where(e => e.Type == "stage" && !e.IsReportedByPartner));
        values["leads_with_stage"] = Rate(Leads.Count(staged.Contains), Leads.Count);
        var active = month.Partners.Where(p => p.IsActive).ToList();
        values["partner_records_current"] = Rate(
            active.Count(p => (month.To - p.ConfirmedAt).TotalDays <= 365),
            active.Count
        );
        var rejected = human.Count(e => e.Status == "rejected");
        values["events_accepted"] = Rate(human.Count - rejected, human.Count + month.Intake.Refused);
        var conversions = human.Where(e => e.Type is "lead" or "sale").ToList();
        values["conversions_attributed"] = Rate(conversions.Count(e => e.Partner is not null), conversions.Count);
        values["duplicate_rate"] = Rate(
            month.Intake.Duplicates,
            human.Count + month.Intake.Refused + month.Intake.Duplicates
        );
        values["bot_clicks"] = (all.Count - human.Count, all.Count(e => e.Type == "click"));
    }

    private void AddSpeed(Dictionary<string, (decimal?, int)> values)
    {
        Add(
            "application_to_decision",
            month.Applications.Select(a => (a.DecidedAt, Since: (DateTimeOffset?)a.SubmittedAt))
        );
        Add(
            "decision_to_active",
            month.Applications.Where(a => a.DecidedAt is not null).Select(a => (a.ActiveAt, a.DecidedAt))
        );
        Add("period_close_to_approval", month.Cycles.Select(c => (c.ApprovedAt, Since: (DateTimeOffset?)c.ClosedAt)));
        Add(
            "approval_to_settled",
            month.Cycles.Where(c => c.ApprovedAt is not null).Select(c => (c.SettledAt, c.ApprovedAt))
        );
        Add(
            "review_to_decision",
            month.Approvals.Where(a => a.Kind == "review").Select(a => (a.DecidedAt, Since: (DateTimeOffset?)a.AskedAt))
        );
        Add("owner_waiting", month.Approvals.Select(a => (a.DecidedAt, Since: (DateTimeOffset?)a.AskedAt)));
        AddHours(
            "sale_to_commission",
            [.. Sales.Where(e => e.AppliedAt is not null).Select(e => e.AppliedAt!.Value - e.ReceivedAt)]
        );

        void Add(string name, IEnumerable<(DateTimeOffset? End, DateTimeOffset? Since)> times) =>
            AddHours(
                name,
                [.. times.Where(t => t.End is { } end && InMonth(end)).Select(t => t.End!.Value - t.Since!.Value)]
            );

        void AddHours(string name, List<TimeSpan> times)
        {
            values[$"{name}_hours_median"] = (Nearest(times, 0.5m), times.Count);
            values[$"{name}_hours_p90"] = (Nearest(times, 0.9m), times.Count);
        }
    }

    private void AddDecisions(Dictionary<string, (decimal?, int)> values)
    {
        var tried = month
            .Applications.Where(a => a.IsApproved && a.DecidedAt is { } at && InMonth(at.AddDays(90)))
            .ToList();
        values["partners_productive"] = Rate(tried.Count(a => a.IsProductive), tried.Count);
        var since = month.To.AddDays(-90);
        var approved = month
            .Applications.Where(a => a.IsApproved && a.DecidedAt >= since && a.DecidedAt < month.To)
            .ToList();
        var released = month.Holds.Where(h => h.IsReleased && h.DecidedAt >= since).ToList();
        var reversed = approved.Count(a =>
            month.Partners.Any(p =>
                p.Id == a.Partner
                && !p.IsActive
                && p.StatusSince < month.To
                && (p.StatusSince - a.DecidedAt!.Value).TotalHours <= 90 * Day
            )
        );
        values["decisions_reversed"] = Rate(
            reversed + released.Count(h => h.IsTakenBack),
            approved.Count + released.Count
        );
        var ended = month.Holds.Where(h => InMonth(h.DecidedAt)).ToList();
        values["holds_confirmed"] = Rate(ended.Count(h => !h.IsReleased), ended.Count);
        values["commissions_held"] = Rate(month.Commissions.Count(c => c.IsHeld), month.Commissions.Count);
        values["manual_overrides"] = Rate(month.Commissions.Count(c => c.IsManual), month.Commissions.Count);
        var decided = month.Approvals.Where(a => a.DecidedAt is { } at && InMonth(at)).ToList();
        values["decided_by_people"] = Rate(decided.Count(a => a.IsByPerson), decided.Count);
        var due = month.Actions.Where(a => InMonth(a.DueAt)).ToList();
        values["review_actions_on_time"] = Rate(due.Count(a => a.DoneAt is { } at && at <= a.DueAt), due.Count);
    }

    private void AddBusiness(Dictionary<string, (decimal?, int)> values)
    {
        string[] interest = ["qualified", "meeting", "negotiation", "closed_won"];
        var qualified = Customers(
            Counted.Where(e => e.Type == "stage" && !e.IsReportedByPartner && interest.Contains(e.Stage))
        );
        values["conversion_rate"] = Rate(
            Leads.Count > 0 ? Leads.Count : Buyers.Count,
            Counted.Count(e => e.Type == "click")
        );
        values["lead_qualification_rate"] = Rate(Leads.Count(qualified.Contains), Leads.Count);
        values["lead_to_sale_rate"] = Rate(Leads.Count(Buyers.Contains), Leads.Count);
        values["net_revenue"] = (Net, Sales.Count);
        values["refund_rate"] = Rate(Math.Max(0, Refunds.Sum(e => Math.Sign(e.Net ?? 1))), Sales.Count);
        values["renewal_rate"] = Rate(Earlier.Count(Buyers.Contains), Earlier.Count);
        values["margin_after_commission"] = (Share(Net - Sales.Sum(e => (decimal)e.Fee) - Paid, Net), Sales.Count);
        var existing = Customers(Sales.Where(e => e.IsOfExistingCustomer));
        var fresh = Buyers.Except(Earlier).Except(existing).Count();
        values["cost_per_customer"] = (fresh == 0 ? null : Math.Round(Paid / fresh), fresh);
        values["commission_share"] = (Share(Paid, Net), Sales.Count);
        var own = Counted.Where(e => e.Partner is not null).GroupBy(e => e.Partner!.Value.Value).ToList();
        var revenues = own.Select(events =>
                Sales.Intersect(events).Sum(e => e.Net ?? 0) - Refunds.Intersect(events).Sum(e => e.Net ?? 0)
            )
            .ToList();
        values["top_partner_share"] = (
            Share(revenues.Count == 0 ? 0 : revenues.Max(), revenues.Sum()),
            Sales.Count(e => e.Partner is not null)
        );
    }

    private void AddGovernance(Dictionary<string, (decimal?, int)> values)
    {
        var end = month.To < month.MeasuredAt ? month.To : month.MeasuredAt;
        var waiting = month.Approvals.Where(a => (end - a.AskedAt).TotalDays > 5 && !(a.DecidedAt < end)).ToList();
        values["components_with_owner"] = Rate(month.Components.Count(c => c.HasOwner), 5);
        values["components_reviewed_on_time"] = Rate(
            month.Components.Count(c => c is { HasOwner: true, IsOverdue: false }),
            5
        );
        values["rule_books_approved_before_effect"] = Rate(
            month.RuleBooks.Count(book => book.ApprovedAt <= book.EffectiveFrom),
            month.RuleBooks.Count
        );
        values["approvals_overdue"] = (waiting.Count, month.Approvals.Count);
        values["reviews_overdue"] = (
            waiting.Count(a => a.Kind == "review") + month.Components.Count(c => c.IsOverdue),
            5
        );
        values["audit_verified"] = (
            month.Audit.Records == 0 ? null
            : month.Audit.IsIntact ? 1
            : 0,
            (int)month.Audit.Records
        );
    }

    private bool InMonth(DateTimeOffset at) => month.From <= at && at < month.To;

    private static List<string> Customers(IEnumerable<ReviewedEvent> events) =>
        [.. events.Select(e => e.Customer?.Value).OfType<string>().Distinct()];

    private static (decimal?, int) Rate(long part, long whole) => (Share(part, whole), (int)whole);

    private static decimal? Share(decimal part, decimal whole) => whole > 0 ? Math.Round(part / whole, 4) : null;

    // The smallest of the times that at least the share of all times does not exceed.
    private static decimal? Nearest(List<TimeSpan> times, decimal share) =>
        times.Count == 0
            ? null
            : Math.Round(
                (decimal)times.Where(time => times.Count(other => other <= time) >= share * times.Count).Min().Ticks
                    / TimeSpan.TicksPerHour,
                2
            );
}
