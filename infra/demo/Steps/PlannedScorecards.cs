namespace Affiliate.Demo.Steps;

/// <summary>The numbers of the scorecards that follow from the plan, each computed from the planned events.</summary>
/// <param name="plan">The plan.</param>
/// <param name="ids">The ids of the partners, in the order of the plan.</param>
internal sealed class PlannedScorecards(DemoPlan plan, IReadOnlyList<string> ids)
{
    /// <summary>The numbers of a month by the id of the partner and their name; those without a value are left out.</summary>
    public IReadOnlyDictionary<string, decimal?> Of(MonthPlan month)
    {
        var numbers = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        var earlier = plan.Months.TakeWhile(other => other != month).ToList();
        var medians = new Dictionary<string, List<decimal>>(StringComparer.Ordinal);
        foreach (var partner in Enumerable.Range(0, ids.Count).Where(partner => HasResults(month, partner)))
        {
            var own = MeasuresOf(month, partner);
            foreach (var (name, value) in own)
            {
                numbers[$"{ids[partner]} {name}"] = value;
                if (value is { } known)
                {
                    medians.TryAdd(name, []);
                    medians[name].Add(known);
                }

                var before = earlier.Select(other => MeasuresOf(other, partner)[name]).OfType<decimal>().ToList();
                numbers[$"{ids[partner]} past {name}"] =
                    before.Count == 0 ? null : Math.Round(before.Sum() / before.Count, 4);
            }

            AddOthers(numbers, month, partner, earlier.Count);
        }

        foreach (var (name, values) in medians)
        {
            numbers[$"medians {name}"] = MedianOf(values);
        }

        return numbers.Where(number => number.Value is not null).ToDictionary();
    }

    private Dictionary<string, decimal?> MeasuresOf(MonthPlan month, int partner)
    {
        var sales = month.Sales.Where(sale => sale.Customer.Partner == partner).ToList();
        var refunds = month.Refunds.Where(refund => refund.Sale.Customer.Partner == partner).ToList();
        var leads = month.Leads.Count(lead => lead.Customer.Partner == partner);
        var clicks =
            month.Clicks.Count(click => click.Partner == partner)
            + (partner == TradeForAMonth.VisitedOf(month, ids.Count) ? TradeForAMonth.Visits : 0);
        var net = sales.Sum(VerifyReviews.NetOf) - refunds.Sum(VerifyReviews.NetOf);
        var commission = VerifyReviews.CommissionOf(month, customer => customer.Partner == partner);
        return new Dictionary<string, decimal?>
        {
            ["clicks"] = clicks,
            ["leads"] = leads,
            // The CRM of the demo reports no stages.
            ["qualified_leads"] = 0,
            ["qualified_rate"] = leads > 0 ? 0 : null,
            ["sales"] = sales.Count,
            ["conversion_rate"] = Share(sales.Count, clicks),
            ["renewals"] = sales.Count(sale => !sale.IsFirst),
            ["net_revenue"] = net,
            ["refunds"] = refunds.Count,
            ["refund_rate"] = Share(refunds.Count, sales.Count),
            ["commission"] = commission,
            // The sales of the demo have no payment fees.
            ["margin"] = Share(net - commission, net),
            ["epc"] = clicks > 0 ? Math.Round((decimal)commission / clicks, 2) : null,
            ["days_since_last_conversion"] = DaysOf(month, partner),
        };
    }

    // What a review has beside the measures: the net revenue under its first name, and what rates are made of.
    private void AddOthers(Dictionary<string, decimal?> numbers, MonthPlan month, int partner, int earlier)
    {
        numbers[$"{ids[partner]} revenue"] = numbers[$"{ids[partner]} net_revenue"];
        numbers[$"{ids[partner]} lead_customers"] = month.Leads.Count(lead => lead.Customer.Partner == partner);
        numbers[$"{ids[partner]} fees"] = 0;
        numbers[$"{ids[partner]} past_periods"] = earlier;
    }

    private decimal? DaysOf(MonthPlan month, int partner)
    {
        var times = plan
            .Months.Where(other => other.Begin <= month.Begin)
            .SelectMany(other =>
                other
                    .Leads.Where(lead => lead.Customer.Partner == partner)
                    .Select(lead => lead.At)
                    .Concat(other.Sales.Where(sale => sale.Customer.Partner == partner).Select(sale => sale.At))
            )
            .ToList();
        return times.Count == 0 ? null : (month.Begin.AddMonths(1) - times.Max()).Days;
    }

    private static bool HasResults(MonthPlan month, int partner) =>
        month.Clicks.Any(click => click.Partner == partner)
        || month.Leads.Any(lead => lead.Customer.Partner == partner)
        || month.Sales.Any(sale => sale.Customer.Partner == partner);

    private static decimal MedianOf(List<decimal> values)
    {
        values.Sort();
        return Math.Round((values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2, 4);
    }

    private static decimal? Share(decimal part, decimal whole) => whole > 0 ? Math.Round(part / whole, 4) : null;
}
