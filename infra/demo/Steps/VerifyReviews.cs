using System.Globalization;
using System.Text.Json;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>
/// Compares signals and scorecards of each month's review with the demo's own computation from its plan: those of the plan
/// must be in the review, and the review must have no others.
/// </summary>
internal sealed class VerifyReviews(ProgramClient program, IReadOnlyList<string> codes, DemoProgress progress)
{
    // The last words of names of numbers that are computed from clicks.
    private static readonly string[] OfClicks = ["clicks", "conversion_rate", "epc"];

    /// <summary>
    /// Whether an earlier run was interrupted. Visits of links are then counted more often than planned, so the numbers
    /// that are computed from clicks are not compared for the visited partners and for the medians.
    /// </summary>
    public required bool IsContinued { get; init; }

    /// <summary>Returns the figures that differ, in words.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(DemoPlan plan)
    {
        var act = progress.Begin("Verifying the reviews", plan.Months.Count);
        var partners = (await program.ListAsync($"{program.Path}/partners")).ToDictionary(
            partner => partner.GetProperty("code").GetString()!,
            partner => partner.GetProperty("id").GetString()!
        );
        var ids = codes.Select(code => partners[code]).ToList();
        var cards = new PlannedScorecards(plan, ids);
        var different = new List<string>();
        HashSet<string> visited = IsContinued ? ["medians"] : [];
        MonthPlan? before = null;
        foreach (var month in plan.Months)
        {
            var period = month.Begin.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            var review = await program.GetAsync($"{program.Path}/reviews/{period}");
            var signals = SignalsOf(month, before).ToDictionary(pair => pair.Name, pair => pair.Value);
            var measured = ReadSignals(review).Where(pair => signals.ContainsKey(pair.Key)).ToDictionary();
            if (IsContinued)
            {
                visited.Add(ids[TradeForAMonth.VisitedOf(month, ids.Count)]);
            }

            different.AddRange(DifferencesOf(period, signals, measured, visited));
            different.AddRange(DifferencesOf(period, cards.Of(month), ReadCards(review), visited));
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

    private static IEnumerable<string> DifferencesOf(
        string period,
        IReadOnlyDictionary<string, decimal?> expected,
        IReadOnlyDictionary<string, decimal?> measured,
        HashSet<string> visited
    ) =>
        expected
            .Keys.Union(measured.Keys)
            .Where(name => !visited.Contains(name.Split(' ')[0]) || !OfClicks.Contains(name.Split(' ')[^1]))
            .Order(StringComparer.Ordinal)
            .Select(name =>
                (Name: name, Wanted: expected.GetValueOrDefault(name), Found: measured.GetValueOrDefault(name))
            )
            .Where(pair => pair.Wanted != pair.Found)
            .Select(pair => $"{period} {pair.Name}: {Words(pair.Found)} instead of {Words(pair.Wanted)}");

    private static string Words(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "nothing";

    private static IEnumerable<KeyValuePair<string, decimal?>> ReadSignals(JsonElement review) =>
        review
            .GetProperty("signals")
            .EnumerateArray()
            .Select(signal =>
                KeyValuePair.Create(
                    signal.GetProperty("metric").GetString()!,
                    signal.TryGetProperty("value", out var value) ? value.GetDecimal() : (decimal?)null
                )
            );

    // Every number of a scorecard, whatever its name: a number that the plan does not know is a difference.
    private static Dictionary<string, decimal?> ReadCards(JsonElement review)
    {
        var numbers = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var card in review.GetProperty("scorecards").EnumerateArray())
        {
            Read(card.GetProperty("partner").GetString()!, card);
        }

        Read("medians", review.GetProperty("medians"));
        return numbers;

        void Read(string name, JsonElement element)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Object)
                {
                    Read($"{name} {member.Name}", member.Value);
                }
                else if (member.Value.ValueKind == JsonValueKind.Number)
                {
                    numbers[$"{name} {member.Name}"] = member.Value.GetDecimal();
                }
            }
        }
    }

    private static Dictionary<int, long> RevenuesOf(MonthPlan month) =>
        month
            .Sales.GroupBy(sale => sale.Customer.Partner)
            .ToDictionary(
                own => own.Key,
                own => own.Sum(NetOf) - month.Refunds.Where(refund => own.Contains(refund.Sale)).Sum(NetOf)
            );

    internal static long NetOf(PlannedSale sale) => sale.Amount - sale.Tax;

    // A refund takes back the same share of the net amount as of the whole one.
    internal static long NetOf(PlannedRefund refund) =>
        (long)
            Math.Round((decimal)NetOf(refund.Sale) * refund.Amount / refund.Sale.Amount, MidpointRounding.AwayFromZero);

    internal static long CommissionOf(MonthPlan month, Func<PlannedCustomer, bool> isCounted)
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
