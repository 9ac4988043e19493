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

        foreach (var (partner, customers) in other.leadsOf)
        {
            LeadCustomersOf(partner).UnionWith(customers);
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
            LeadsOf = leadsOf.ToDictionary(
                own => own.Key.Value,
                own => (IReadOnlyList<string>)[.. own.Value.Select(customer => customer.Value)],
                StringComparer.Ordinal
            ),
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

        foreach (var (name, customers) in document.LeadsOf ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            tally.LeadCustomersOf(PartnerId.Parse(name)).UnionWith(customers.Select(CustomerId.Parse));
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
