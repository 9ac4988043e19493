using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <content>Tallies are added to each other, and stored.</content>
public sealed partial class EventTally
{
    private const int IsLead = 1;
    private const int IsStaged = 2;
    private const int IsQualified = 4;
    private const int IsBuyer = 8;
    private const int IsExisting = 16;

    /// <summary>Adds the tally of other events. A customer of both is counted once.</summary>
    public void Add(EventTally other)
    {
        Stored += other.Stored;
        Rejected += other.Rejected;
        Late += other.Late;
        BotClicks += other.BotClicks;
        Clicks += other.Clicks;
        AllClicks += other.AllClicks;
        Conversions += other.Conversions;
        Attributed += other.Attributed;
        Sales += other.Sales;
        Refunds += other.Refunds;
        NetRevenue += other.NetRevenue;
        Fees += other.Fees;
        LeadFields = (LeadFields.Filled + other.LeadFields.Filled, LeadFields.All + other.LeadFields.All);
        SaleFields = (SaleFields.Filled + other.SaleFields.Filled, SaleFields.All + other.SaleFields.All);
        leads.UnionWith(other.leads);
        staged.UnionWith(other.staged);
        qualified.UnionWith(other.qualified);
        buyers.UnionWith(other.buyers);
        existing.UnionWith(other.existing);
        saleToCommission.AddRange(other.saleToCommission);
        foreach (var (partner, own) in other.partners)
        {
            partners[partner] = partners.TryGetValue(partner, out var earlier) ? earlier.Plus(own) : own;
        }
    }

    /// <summary>Returns the tally as it is stored.</summary>
    public TallyDocument ToDocument() =>
        new()
        {
            Stored = Stored,
            Rejected = Rejected,
            Late = Late,
            BotClicks = BotClicks,
            Clicks = Clicks,
            AllClicks = AllClicks,
            Conversions = Conversions,
            Attributed = Attributed,
            Sales = Sales,
            Refunds = Refunds,
            NetRevenue = NetRevenue,
            Fees = Fees,
            LeadFields = [LeadFields.Filled, LeadFields.All],
            SaleFields = [SaleFields.Filled, SaleFields.All],
            SaleToCommission = [.. saleToCommission.Select(time => time.Ticks)],
            Customers = leads
                .Concat(staged)
                .Concat(buyers)
                .Distinct()
                .ToDictionary(customer => customer.Value, KindsOf, StringComparer.Ordinal),
            Partners = partners.ToDictionary(own => own.Key.Value, own => own.Value, StringComparer.Ordinal),
        };

    /// <summary>Returns the tally of a document.</summary>
    public static EventTally Of(TallyDocument document)
    {
        var tally = new EventTally
        {
            Stored = document.Stored,
            Rejected = document.Rejected,
            Late = document.Late,
            BotClicks = document.BotClicks,
            Clicks = document.Clicks,
            AllClicks = document.AllClicks,
            Conversions = document.Conversions,
            Attributed = document.Attributed,
            Sales = document.Sales,
            Refunds = document.Refunds,
            NetRevenue = document.NetRevenue,
            Fees = document.Fees,
            LeadFields = (document.LeadFields[0], document.LeadFields[1]),
            SaleFields = (document.SaleFields[0], document.SaleFields[1]),
        };
        tally.saleToCommission.AddRange(document.SaleToCommission.Select(TimeSpan.FromTicks));
        foreach (var (name, kinds) in document.Customers)
        {
            var customer = CustomerId.Parse(name);
            AddIf(tally.leads, IsLead);
            AddIf(tally.staged, IsStaged);
            AddIf(tally.qualified, IsQualified);
            AddIf(tally.buyers, IsBuyer);
            AddIf(tally.existing, IsExisting);

            void AddIf(HashSet<CustomerId> customers, int kind)
            {
                if ((kinds & kind) != 0)
                {
                    customers.Add(customer);
                }
            }
        }

        foreach (var (name, own) in document.Partners)
        {
            tally.partners[PartnerId.Parse(name)] = own;
        }

        return tally;
    }

    private int KindsOf(CustomerId customer) =>
        (leads.Contains(customer) ? IsLead : 0)
        + (staged.Contains(customer) ? IsStaged : 0)
        + (qualified.Contains(customer) ? IsQualified : 0)
        + (buyers.Contains(customer) ? IsBuyer : 0)
        + (existing.Contains(customer) ? IsExisting : 0);
}

/// <summary>A tally as it is stored; see <see cref="EventTally"/>.</summary>
public sealed record TallyDocument
{
    /// <summary>The number of events, without clicks of bots.</summary>
    public required long Stored { get; init; }

    /// <summary>How many of them were rejected.</summary>
    public required long Rejected { get; init; }

    /// <summary>How many of them occurred before the month.</summary>
    public required long Late { get; init; }

    /// <summary>The number of clicks of bots.</summary>
    public required long BotClicks { get; init; }

    /// <summary>The number of other clicks that were not rejected.</summary>
    public required long Clicks { get; init; }

    /// <summary>The number of all clicks.</summary>
    public required long AllClicks { get; init; }

    /// <summary>The number of leads and sales.</summary>
    public required long Conversions { get; init; }

    /// <summary>How many of them credit a partner.</summary>
    public required long Attributed { get; init; }

    /// <summary>The number of sales that count.</summary>
    public required long Sales { get; init; }

    /// <summary>The number of refunds that were applied.</summary>
    public required long Refunds { get; init; }

    /// <summary>The sales less refunds, in minor units.</summary>
    public required long NetRevenue { get; init; }

    /// <summary>The payment fees, in minor units.</summary>
    public required long Fees { get; init; }

    /// <summary>The filled fields of leads, and all of them.</summary>
    public required IReadOnlyList<long> LeadFields { get; init; }

    /// <summary>The filled fields of sales, and all of them.</summary>
    public required IReadOnlyList<long> SaleFields { get; init; }

    /// <summary>How long each sale took from its receipt to its commission, in ticks of 100 nanoseconds.</summary>
    public required IReadOnlyList<long> SaleToCommission { get; init; }

    /// <summary>The customers; the value says as bits what each did.</summary>
    public required IReadOnlyDictionary<string, int> Customers { get; init; }

    /// <summary>The figures by partner.</summary>
    public required IReadOnlyDictionary<string, PartnerTally> Partners { get; init; }
}
