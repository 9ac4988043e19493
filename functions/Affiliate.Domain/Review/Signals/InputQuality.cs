namespace Affiliate.Domain.Review.Signals;

/// <summary>The first layer: are the inputs complete, current and usable?</summary>
internal static class InputQuality
{
    private const string Layer = "input_quality";

    // How long data that a partner has confirmed counts as current.
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromDays(365);

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        new(
            "partner_fields_filled",
            Layer,
            "share",
            "Filled optional fields (website, audience, promotion plan of 30 characters or more) of the applications "
                + "submitted in the month, of all these fields.",
            "applications",
            "Whether what is written is true, and whether it helped to decide."
        )
        {
            Compute = month =>
                Sums(month.Applications.Where(a => month.Has(a.SubmittedAt)).Select(a => (a.FilledFields, a.Fields))),
        },
        new(
            "lead_fields_filled",
            Layer,
            "share",
            "Filled optional fields (e-mail, company, country, source) of the month's leads, of all these fields.",
            "events of the type lead",
            "Whether the data are right. A lead without an own CRM record counts like others."
        )
        {
            Compute = month => Measured.Rate(month.Events.LeadFields.Filled, month.Events.LeadFields.All),
        },
        new(
            "sale_fields_filled",
            Layer,
            "share",
            "Filled optional fields (customer country, product or plan, tax, kind of sale) of the month's sales, of all "
                + "these fields.",
            "events of the type sale",
            "Whether the data are right. A sale without tax that is tax free counts as incomplete if tax is left out."
        )
        {
            Compute = month => Measured.Rate(month.Events.SaleFields.Filled, month.Events.SaleFields.All),
        },
        new(
            "leads_with_stage",
            Layer,
            "share",
            "Customers of the month's leads with a stage of the CRM in the same month, of all customers of leads.",
            "events of the types lead and stage",
            "Leads of the last days of a month, whose stage is reported in the next one, count as missing."
        )
        {
            Compute = month =>
                Measured.Rate(month.Events.Leads.Count(month.Events.Staged.Contains), month.Events.Leads.Count),
        },
        new(
            "partner_records_current",
            Layer,
            "share",
            "Active partners who confirmed or entered their data (terms, payout details, tax form) within 365 days "
                + "before the end of the month, of all active partners.",
            "partners",
            "Partners are as they are now, not as at the end of the month. A confirmed record can be wrong."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.Partners.Count(p => p.IsActive && p.ConfirmedAt >= month.To - RefreshPeriod),
                    month.Partners.Count(p => p.IsActive)
                ),
        },
        new(
            "events_accepted",
            Layer,
            "share",
            "Events of the month that were stored and not rejected, of all events that were sent; clicks of bots are "
                + "left out.",
            "events, and the counts of refused requests by the day of their receipt",
            "Events that were never sent, and requests that did not reach the app. A refused event that is sent again "
                + "counts each time."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.Events.Stored - month.Events.Rejected,
                    month.Events.Stored + month.Intake.Refused
                ) with
                {
                    Parts =
                    [
                        .. month.Intake.Reasons.Select(reason => new MeasuredPart(
                            $"refused, {reason.Name}",
                            reason.Number,
                            (int)Math.Min(reason.Number, int.MaxValue)
                        )),
                    ],
                },
        },
        new(
            "conversions_attributed",
            Layer,
            "share",
            "Leads and sales of the month that credit a partner, of all leads and sales.",
            "events of the types lead and sale",
            "Whether the right partner is credited. Sales that no partner brought lower it, if they are sent."
        )
        {
            Compute = month => Measured.Rate(month.Events.Attributed, month.Events.Conversions),
        },
        new(
            "duplicate_rate",
            Layer,
            "share",
            "Events that were sent again under a known id, with the same or another content, of all events received.",
            "events, and the counts of repeated requests by the day of their receipt",
            "The same conversion under two ids. A sender that repeats after a time-out is right to do so."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.Intake.Duplicates,
                    month.Events.Stored + month.Intake.Refused + month.Intake.Duplicates
                ),
        },
        new(
            "bot_clicks",
            Layer,
            "count",
            "Clicks of the month whose user agent is that of a known bot.",
            "events of the type click",
            "Bots that pretend to be browsers."
        )
        {
            Compute = month => Measured.Count(month.Events.BotClicks, month.Events.AllClicks),
        },
    ];

    private static Measured Sums(IEnumerable<(int Filled, int All)> fields)
    {
        var all = fields.ToList();
        return Measured.Rate(all.Sum(field => field.Filled), all.Sum(field => field.All));
    }
}
