using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <summary>An event of the month, as the measures see it.</summary>
public sealed record ReviewedEvent
{
    /// <summary><c>click</c>, <c>lead</c>, <c>stage</c>, <c>sale</c>, <c>refund</c> or <c>sale_change</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>accepted</c>, <c>applied</c>, <c>held</c> or <c>rejected</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it occurred in an earlier month whose tally was taken before it was received.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether it is a click of a bot.</summary>
    public bool IsOfBot { get; init; }

    /// <summary>The customer, or null.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The credited partner, or null.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The stage in the CRM, or null.</summary>
    public string? Stage { get; init; }

    /// <summary>Whether a partner has reported the stage itself. Such a stage proves nothing about the customer.</summary>
    public bool IsReportedByPartner { get; init; }

    /// <summary>Whether the sale is reported as a renewal or an upgrade.</summary>
    public bool IsOfExistingCustomer { get; init; }

    /// <summary>
    /// The amount without tax, shipping, tip and duty, in minor units of the program's currency; null if it is unknown.
    /// </summary>
    public long? Net { get; init; }

    /// <summary>The payment fee, in minor units of the program's currency.</summary>
    public long Fee { get; init; }

    /// <summary>How many of the optional fields that decisions need are filled.</summary>
    public int FilledFields { get; init; }

    /// <summary>How many such fields the event has.</summary>
    public int Fields { get; init; }

    /// <summary>When the event occurred; null if it is not known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When the event was received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When its effect was stored, or null.</summary>
    public DateTimeOffset? AppliedAt { get; init; }
}

/// <summary>
/// The sums and sets that the events of a month fold into. Only customers and partners are remembered, no events.
/// </summary>
public sealed partial class EventTally
{
    private static readonly string[] Qualified = ["qualified", "meeting", "negotiation", "closed_won"];

    private readonly Dictionary<PartnerId, PartnerTally> partners = [];
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

    /// <summary>The number of refunds that were applied.</summary>
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
        var own = item.Partner is { } partner ? partners.GetValueOrDefault(partner) ?? new PartnerTally() : null;
        switch (item.Type)
        {
            case "click":
                Clicks++;
                own = own is null ? null : own with { Clicks = own.Clicks + 1 };
                break;
            case "lead" when item.Status == "applied":
                Add(leads, item);
                own = own is null ? null : own with { Leads = own.Leads + 1 };
                break;
            case "stage" when !item.IsReportedByPartner:
                Add(staged, item);
                if (Qualified.Contains(item.Stage))
                {
                    Add(qualified, item);
                    own = own is null ? null : own with { QualifiedLeads = own.QualifiedLeads + 1 };
                }

                break;
            case "sale" when item.Status is "applied" or "held":
                AddSale(item);
                own = own?.WithSale(item.Net ?? 0, item.OccurredAt);
                break;
            case "refund" when item.Status == "applied":
                Refunds++;
                NetRevenue -= item.Net ?? 0;
                own = own is null
                    ? null
                    : own with
                    {
                        Refunds = own.Refunds + 1,
                        Revenue = own.Revenue - (item.Net ?? 0),
                    };
                break;
            default:
                break;
        }

        if (own is not null)
        {
            partners[item.Partner!.Value] = own;
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
    }

    private static void Add(HashSet<CustomerId> customers, ReviewedEvent item)
    {
        if (item.Customer is { } customer)
        {
            customers.Add(customer);
        }
    }
}

/// <summary>The figures of a partner.</summary>
public sealed record PartnerTally
{
    /// <summary>The number of clicks.</summary>
    public int Clicks { get; init; }

    /// <summary>The number of leads.</summary>
    public int Leads { get; init; }

    /// <summary>The number of stages of interest.</summary>
    public int QualifiedLeads { get; init; }

    /// <summary>The number of sales.</summary>
    public int Sales { get; init; }

    /// <summary>The net revenue less refunds, in minor units.</summary>
    public long Revenue { get; init; }

    /// <summary>The number of refunds.</summary>
    public int Refunds { get; init; }

    /// <summary>When the last sale occurred; null without sales, and in tallies that were taken before it was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSaleAt { get; init; }

    /// <summary>Returns the figures with another sale.</summary>
    public PartnerTally WithSale(long net, DateTimeOffset? at) =>
        this with
        {
            Sales = Sales + 1,
            Revenue = Revenue + net,
            LastSaleAt = Later(LastSaleAt, at),
        };

    /// <summary>Returns the sum of the figures.</summary>
    public PartnerTally Plus(PartnerTally other) =>
        new()
        {
            Clicks = Clicks + other.Clicks,
            Leads = Leads + other.Leads,
            QualifiedLeads = QualifiedLeads + other.QualifiedLeads,
            Sales = Sales + other.Sales,
            Revenue = Revenue + other.Revenue,
            Refunds = Refunds + other.Refunds,
            LastSaleAt = Later(LastSaleAt, other.LastSaleAt),
        };

    private static DateTimeOffset? Later(DateTimeOffset? first, DateTimeOffset? second) =>
        first is null || second > first ? second ?? first : first;
}
