namespace Affiliate.Domain.Review.Signals;

/// <summary>The fourth layer: does the program bring qualified demand, retention, margin and trust?</summary>
internal static class BusinessSignal
{
    private const string Layer = "business_signal";
    private const string Foreign =
        " Sales in other currencies without a rate of their own are counted and have no amount; later changes of a sale "
        + "are left out.";

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        new(
            "conversion_rate",
            Layer,
            "share",
            "Customers of leads (of sales, if the month has no leads), of the month's clicks without bots.",
            "events of the types click, lead and sale",
            "Conversions without a click, and clicks that convert in a later month."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.Events.Leads.Count > 0 ? month.Events.Leads.Count : month.Events.Buyers.Count,
                    month.Events.Clicks
                ),
        },
        new(
            "lead_qualification_rate",
            Layer,
            "share",
            "Customers of the month's leads who reached a stage of interest (qualified, meeting, negotiation, closed won) "
                + "in the month, of all customers of leads.",
            "events of the types lead and stage",
            "Leads that qualify in a later month, and a CRM that reports no stages."
        )
        {
            Compute = month =>
                Measured.Rate(
                    month.Events.Leads.Count(month.Events.QualifiedCustomers.Contains),
                    month.Events.Leads.Count
                ),
        },
        new(
            "lead_to_sale_rate",
            Layer,
            "share",
            "Customers of the month's leads who bought in the month, of all customers of leads.",
            "events of the types lead and sale",
            "Leads that buy in a later month."
        )
        {
            Compute = month =>
                Measured.Rate(month.Events.Leads.Count(month.Events.Buyers.Contains), month.Events.Leads.Count),
        },
        new(
            "net_revenue",
            Layer,
            "amount",
            "Sales of the month less refunds of the month, without tax, shipping, tip and duty.",
            "events of the types sale and refund",
            "Whether the customers would have bought without the partner." + Foreign
        )
        {
            Compute = month => new Measured(month.Events.NetRevenue, Whole(month.Events.Sales)),
        },
        new(
            "refund_rate",
            Layer,
            "share",
            "Refunds of the month, less those that were put back, of the month's sales.",
            "events of the types sale and refund",
            "Which month the refunded sales are of, and how much of a sale was refunded."
        )
        {
            Compute = month => Measured.Rate(Math.Max(0, month.Events.Refunds), month.Events.Sales),
        },
        new(
            "renewal_rate",
            Layer,
            "share",
            "Customers who bought in the month before and bought again in the month, of those who bought in the month "
                + "before.",
            "events of the type sale of two months",
            "Whether a yearly customer stays: it measures what is paid monthly."
        )
        {
            Compute = month =>
                Measured.Rate(month.EarlierBuyers.Count(month.Events.Buyers.Contains), month.EarlierBuyers.Count),
        },
        new(
            "margin_after_commission",
            Layer,
            "share",
            "Net revenue less payment fees and commissions, of net revenue.",
            "events and commissions",
            "The cost of what was sold." + Foreign
        )
        {
            Compute = month =>
                Measured.Share(
                    month.Events.NetRevenue - month.Events.Fees - CommissionOf(month),
                    month.Events.NetRevenue,
                    month.Events.Sales
                ),
        },
        new(
            "cost_per_customer",
            Layer,
            "amount",
            "Commissions for conversions of the month, divided by its new customers: those who bought in the month, did "
                + "not in the month before, and have no renewal or upgrade.",
            "commissions and events of the type sale",
            "The cost of running the program. A customer who paused for a month counts as new."
        )
        {
            Compute = month =>
            {
                var customers = month.Events.Buyers.Count(customer =>
                    !month.EarlierBuyers.Contains(customer) && !month.Events.ExistingCustomers.Contains(customer)
                );
                return new Measured(
                    customers > 0 ? Math.Round((decimal)CommissionOf(month) / customers) : null,
                    customers
                );
            },
        },
        new(
            "commission_share",
            Layer,
            "share",
            "Commissions for conversions of the month, of net revenue.",
            "commissions and events",
            "What else the program costs." + Foreign
        )
        {
            Compute = month => Measured.Share(CommissionOf(month), month.Events.NetRevenue, month.Events.Sales),
        },
        new(
            "top_partner_share",
            Layer,
            "share",
            "Net revenue of the partner with the most of it, of the net revenue of all partners.",
            "events of the types sale and refund",
            "Sales without a partner are left out. One strong partner can be a good start." + Foreign
        )
        {
            Compute = month =>
            {
                var revenues = month.Events.Partners.Values.Select(partner => partner.Revenue).ToList();
                return Measured.Share(
                    revenues.DefaultIfEmpty(0).Max(),
                    revenues.Sum(),
                    month.Events.Partners.Values.Sum(partner => partner.Sales)
                );
            },
        },
    ];

    private static long CommissionOf(MonthFacts month) => month.Commissions.Sum(commission => commission.Kept);

    private static int Whole(long number) => (int)Math.Min(number, int.MaxValue);
}
