using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <summary>
/// The sums and sets that the events of a month fold into. Only customers and partners are remembered, no events.
/// </summary>
public sealed partial class EventTally
{
    private static readonly string[] Qualified = ["qualified", "meeting", "negotiation", "closed_won"];

    private readonly Dictionary<PartnerId, PartnerTally> partners = [];
    private readonly Dictionary<PartnerId, HashSet<CustomerId>> leadsOf = [];
    private readonly List<TimeSpan> saleToCommission = [];
    private readonly HashSet<CustomerId> leads = [];
    private readonly HashSet<CustomerId> staged = [];
    private readonly HashSet<CustomerId> qualified = [];
    private readonly HashSet<CustomerId> buyers = [];
    private readonly HashSet<CustomerId> existing = [];

    /// <summary>The number of events, without clicks of bots.</summary>
    public long Stored { get; private set; }

    /// <summary>How many of them were rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>How many of them occurred before the month and were received after its tally.</summary>
    public long Late { get; private set; }

    /// <summary>The number of clicks of bots.</summary>
    public long BotClicks { get; private set; }

    /// <summary>The number of other clicks that were not rejected.</summary>
    public long Clicks { get; private set; }

    /// <summary>The number of all clicks.</summary>
    public long AllClicks { get; private set; }

    /// <summary>The number of leads and sales.</summary>
    public long Conversions { get; private set; }

    /// <summary>How many of them credit a partner.</summary>
    public long Attributed { get; private set; }

    /// <summary>The number of sales that count: applied and held ones.</summary>
    public long Sales { get; private set; }

    /// <summary>
    /// The number of refunds that were applied, less those that were put back; below 0 if more of earlier months were.
    /// </summary>
    public long Refunds { get; private set; }

    /// <summary>The sum of the sales less refunds, without tax, shipping, tip and duty, in minor units.</summary>
    public long NetRevenue { get; private set; }

    /// <summary>The sum of the payment fees, in minor units.</summary>
    public long Fees { get; private set; }

    /// <summary>The filled fields of leads, and all fields of leads.</summary>
    public (long Filled, long All) LeadFields { get; private set; }

    /// <summary>The filled fields of sales, and all fields of sales.</summary>
    public (long Filled, long All) SaleFields { get; private set; }

    /// <summary>How long each sale took from its receipt to its commission.</summary>
    public IReadOnlyList<TimeSpan> SaleToCommission => saleToCommission;

    /// <summary>The customers of leads.</summary>
    public IReadOnlySet<CustomerId> Leads => leads;

    /// <summary>The customers with a stage in the CRM.</summary>
    public IReadOnlySet<CustomerId> Staged => staged;

    /// <summary>The customers who reached a stage of interest.</summary>
    public IReadOnlySet<CustomerId> QualifiedCustomers => qualified;

    /// <summary>The customers who bought.</summary>
    public IReadOnlySet<CustomerId> Buyers => buyers;

    /// <summary>The buyers whose sales are reported as renewals or upgrades.</summary>
    public IReadOnlySet<CustomerId> ExistingCustomers => existing;

    /// <summary>The figures by partner.</summary>
    public IReadOnlyDictionary<PartnerId, PartnerTally> Partners => partners;

    /// <summary>
    /// The customers of the partner's leads, and how many of them reached a stage of interest, whoever the stage
    /// credits; null if the tally was stored without these numbers.
    /// </summary>
    public (int Customers, int Qualified)? LeadsOf(PartnerId partner) =>
        partners.GetValueOrDefault(partner) is { IsComplete: false } ? null
        : leadsOf.TryGetValue(partner, out var customers) ? (customers.Count, customers.Count(qualified.Contains))
        : (0, 0);

    /// <summary>Adds an event.</summary>
    public void Add(ReviewedEvent item)
    {
        AllClicks += item.Type == "click" ? 1 : 0;
        if (item.IsOfBot)
        {
            BotClicks++;
            return;
        }

        Stored++;
        Late += item.IsLate ? 1 : 0;
        Rejected += item.Status == "rejected" ? 1 : 0;
        if (item.Type is "lead" or "sale")
        {
            Conversions++;
            Attributed += item.Partner is null ? 0 : 1;
            AddFields(item);
        }

        if (item.Status != "rejected")
        {
            AddAccepted(item);
        }
    }

    private void AddFields(ReviewedEvent item)
    {
        if (item.Type == "lead")
        {
            LeadFields = (LeadFields.Filled + item.FilledFields, LeadFields.All + item.Fields);
        }
        else
        {
            SaleFields = (SaleFields.Filled + item.FilledFields, SaleFields.All + item.Fields);
        }
    }

    private void AddAccepted(ReviewedEvent item)
    {
        switch (item.Type)
        {
            case "click":
                Clicks++;
                Change(item, own => own with { Clicks = own.Clicks + 1 });
                break;
            case "lead" when item.Status == "applied":
                AddLead(item);
                break;
            case "stage" when !item.IsReportedByPartner:
                Add(staged, item);
                if (Qualified.Contains(item.Stage))
                {
                    Add(qualified, item);
                }

                break;
            case "sale" when item.Status is "applied" or "held":
                AddSale(item);
                break;
            case "refund" when item.Status == "applied":
                // A won dispute or a failed refund puts back what a refund took, and a total that is told again takes
                // nothing.
                var refunds = Math.Sign(item.Net ?? 1);
                Refunds += refunds;
                NetRevenue -= item.Net ?? 0;
                Change(
                    item,
                    own => own with { Refunds = own.Refunds + refunds, Revenue = own.Revenue - (item.Net ?? 0) }
                );
                break;
            default:
                break;
        }

        // A partner with any event that counts has figures, which may all be 0.
        Change(item, own => own);
    }

    private void AddLead(ReviewedEvent item)
    {
        Add(leads, item);
        Change(item, own => own.Converted(item.OccurredAt) with { Leads = own.Leads + 1 });
        if (item is { Partner: { } partner, Customer: { } customer })
        {
            LeadCustomersOf(partner).Add(customer);
        }
    }

    private void AddSale(ReviewedEvent item)
    {
        Sales++;
        NetRevenue += item.Net ?? 0;
        Fees += item.Fee;
        Add(buyers, item);
        if (item.IsOfExistingCustomer)
        {
            Add(existing, item);
        }

        if (item.AppliedAt is { } applied)
        {
            saleToCommission.Add(applied - item.ReceivedAt);
        }

        Change(
            item,
            own =>
                own.Converted(item.OccurredAt) with
                {
                    Sales = own.Sales + 1,
                    LastSaleAt = PartnerTally.Later(own.LastSaleAt, item.OccurredAt),
                    Revenue = own.Revenue + (item.Net ?? 0),
                    Fees = own.Fees + item.Fee,
                    Renewals = item.IsRenewal is { } isRenewal ? own.Renewals + (isRenewal ? 1 : 0) : null,
                }
        );
    }

    private void Change(ReviewedEvent item, Func<PartnerTally, PartnerTally> change)
    {
        if (item.Partner is { } partner)
        {
            partners[partner] = change(partners.GetValueOrDefault(partner) ?? PartnerTally.None);
        }
    }

    private HashSet<CustomerId> LeadCustomersOf(PartnerId partner)
    {
        if (!leadsOf.TryGetValue(partner, out var customers))
        {
            leadsOf[partner] = customers = [];
        }

        return customers;
    }

    private static void Add(HashSet<CustomerId> customers, ReviewedEvent item)
    {
        if (item.Customer is { } customer)
        {
            customers.Add(customer);
        }
    }
}
