using System.Globalization;
using System.Text.Json;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>
/// Compares signals and scorecards of each month's review with the demo's own computation from its plan.
/// </summary>
internal sealed class VerifyReviews(ProgramClient program, IReadOnlyList<string> codes, DemoProgress progress)
{
    private static readonly string[] Figures = ["leads", "sales", "revenue", "refunds", "commission"];

    /// <summary>Returns the figures that differ, in words.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(DemoPlan plan)
    {
        var act = progress.Begin("Verifying the reviews", plan.Months.Count);
        var partners = (await program.ListAsync($"{program.Path}/partners")).ToDictionary(
            partner => partner.GetProperty("code").GetString()!,
            partner => partner.GetProperty("id").GetString()!
        );
        string[] ids = [.. codes.Select(code => partners[code])];
        var different = new List<string>();
        MonthPlan? before = null;
        foreach (var month in plan.Months)
        {
            var period = month.Begin.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            var review = await program.GetAsync($"{program.Path}/reviews/{period}");
            var expected = SignalsOf(month, before).Concat(CardsOf(month, ids));
            var measured = ReadSignals(review)
                .Concat(ReadCards(review))
                .ToDictionary(pair => pair.Name, pair => pair.Value);
            different.AddRange(
                expected
                    .Where(pair => measured.GetValueOrDefault(pair.Name) != pair.Value)
                    .Select(pair =>
                        $"{period} {pair.Name}: {measured.GetValueOrDefault(pair.Name)} instead of {pair.Value}"
                    )
            );
            before = month;
            act.Step();
        }

        act.End();
        return different;
    }

    private static IEnumerable<(string Name, decimal? Value)> SignalsOf(MonthPlan month, MonthPlan? before)
    {
        var (net, commission) = (month.Sales.Sum(NetOf) - month.Refunds.Sum(NetOf), CommissionOf(month, _ => true));
        var buyers = month.Sales.Select(sale => sale.Customer.Id).ToHashSet();
        var leads = month.Leads.Select(lead => lead.Customer.Id).ToHashSet();
        var earlier = before?.Sales.Select(sale => sale.Customer.Id).ToHashSet() ?? [];
        var revenues = RevenuesOf(month);
        yield return ("net_revenue", net);
        yield return ("refund_rate", Rate(month.Refunds.Count, month.Sales.Count));
        yield return ("lead_to_sale_rate", Rate(leads.Count(buyers.Contains), leads.Count));
        yield return ("renewal_rate", Rate(earlier.Count(buyers.Contains), earlier.Count));
        yield return ("commission_share", Rate(commission, net));
        yield return ("margin_after_commission", Rate(net - commission, net));
        yield return ("top_partner_share", Rate(revenues.Values.Max(), revenues.Values.Sum()));
        var added = month.Sales.Count(sale => sale.IsFirst);
        yield return ("cost_per_customer", Math.Round((decimal)commission / added));
    }

    private static IEnumerable<(string Name, decimal? Value)> CardsOf(MonthPlan month, string[] ids)
    {
        var revenues = RevenuesOf(month);
        foreach (var partner in Enumerable.Range(0, ids.Length).Where(revenues.ContainsKey))
        {
            var own = month.Sales.Where(sale => sale.Customer.Partner == partner).ToList();
            yield return ($"{ids[partner]} leads", month.Leads.Count(lead => lead.Customer.Partner == partner));
            yield return ($"{ids[partner]} sales", own.Count);
            yield return ($"{ids[partner]} revenue", revenues[partner]);
            yield return (
                $"{ids[partner]} refunds",
                month.Refunds.Count(refund => refund.Sale.Customer.Partner == partner)
            );
            yield return ($"{ids[partner]} commission", CommissionOf(month, customer => customer.Partner == partner));
        }
    }

    private static IEnumerable<(string Name, decimal? Value)> ReadSignals(JsonElement review) =>
        review
            .GetProperty("signals")
            .EnumerateArray()
            .Select(signal =>
                (
                    signal.GetProperty("metric").GetString()!,
                    signal.TryGetProperty("value", out var value) ? value.GetDecimal() : (decimal?)null
                )
            );

    private static IEnumerable<(string Name, decimal? Value)> ReadCards(JsonElement review) =>
        review
            .GetProperty("scorecards")
            .EnumerateArray()
            .SelectMany(card =>
                Figures.Select(figure =>
                    (
                        $"{card.GetProperty("partner").GetString()} {figure}",
                        (decimal?)card.GetProperty(figure).GetDecimal()
                    )
                )
            );

    private static Dictionary<int, long> RevenuesOf(MonthPlan month) =>
        month
            .Sales.GroupBy(sale => sale.Customer.Partner)
            .ToDictionary(
                own => own.Key,
                own => own.Sum(NetOf) - month.Refunds.Where(refund => own.Contains(refund.Sale)).Sum(NetOf)
            );

    private static long NetOf(PlannedSale sale) => sale.Amount - sale.Tax;

    // A refund takes back the same share of the net amount as of the whole one.
    private static long NetOf(PlannedRefund refund) =>
        (long)
            Math.Round((decimal)NetOf(refund.Sale) * refund.Amount / refund.Sale.Amount, MidpointRounding.AwayFromZero);

    private static long CommissionOf(MonthPlan month, Func<PlannedCustomer, bool> isCounted)
    {
        var refunded = month
            .Refunds.GroupBy(refund => refund.Sale)
            .ToDictionary(sale => sale.Key, sale => sale.Sum(refund => refund.Amount));
        return (month.Leads.Count(lead => isCounted(lead.Customer)) * SetUpProgram.LeadBounty)
            + month
                .Sales.Where(sale => isCounted(sale.Customer))
                .Sum(sale => VerifyLedger.CommissionOf(sale, refunded.GetValueOrDefault(sale)));
    }

    private static decimal? Rate(long part, long whole) => whole > 0 ? Math.Round((decimal)part / whole, 4) : null;
}
