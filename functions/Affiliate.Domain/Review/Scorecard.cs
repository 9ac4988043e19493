using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Review;

/// <summary>The results of one partner in the reviewed months. Amounts are in minor units.</summary>
/// <param name="Partner">The id of the partner.</param>
/// <param name="Clicks">The number of clicks, without those of bots.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="Revenue">The net revenue: the sum of the sales less refunds, without tax, shipping, tip and duty.</param>
/// <param name="Refunds">The number of refunds.</param>
/// <param name="Commission">The sum of commissions that the partner keeps.</param>
public sealed record Scorecard(
    PartnerId Partner,
    int Clicks,
    int Leads,
    int Sales,
    long Revenue,
    int Refunds,
    long Commission
)
{
    private const int RateDigits = 4;
    private const int ClickDigits = 2;

    /// <summary>
    /// The number of different customers of the leads: a customer who is reported twice counts once. Absent if it is not
    /// known.
    /// </summary>
    public int? LeadCustomers { get; init; }

    /// <summary>
    /// How many customers of the leads reached a stage of interest in the reviewed months. Absent if it is not known.
    /// </summary>
    public int? QualifiedLeads { get; init; }

    /// <summary>
    /// The number of sales that follow an earlier one of their customer. Absent if that is not known of every sale.
    /// </summary>
    public int? Renewals { get; init; }

    /// <summary>The payment fees of the sales. Absent if they are not known.</summary>
    public long? Fees { get; init; }

    /// <summary>
    /// The days from the last lead or sale to the end of the reviewed months. Absent without one in these months and the
    /// six months before, and if it is not known.
    /// </summary>
    public int? DaysSinceLastConversion { get; init; }

    /// <summary>
    /// The means of the measures over earlier months (for a review of several months, over spans of as many months), by
    /// name. A measure that has no value in any of them is absent.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? Past { get; init; }

    /// <summary>How many earlier months, or spans of months, the means are made of; at most six.</summary>
    public int PastPeriods { get; init; }

    /// <summary>
    /// The recommendation of the rule book: <c>promote</c>, <c>keep</c>, <c>coach</c> or <c>pause</c>. A recommendation to
    /// pause takes precedence over all others; a partner with results for whom no condition holds is kept. Absent for a
    /// partner without results.
    /// </summary>
    public string? Recommendation { get; init; }

    /// <summary>Why the rule book recommends it, in words with the numbers; absent without a recommendation.</summary>
    public string? Why { get; init; }

    /// <summary>The same as <c>revenue</c>, by the name of the measure.</summary>
    public long NetRevenue => Revenue;

    /// <summary>The share of the leads' customers who reached a stage of interest; absent without leads.</summary>
    public decimal? QualifiedRate => LeadCustomers is > 0 and var all ? Share(QualifiedLeads, all) : null;

    /// <summary>Refunds of the months, of the sales of the months; absent without sales.</summary>
    public decimal? RefundRate => Sales > 0 ? Share(Refunds, Sales) : null;

    /// <summary>Sales of the months, of the clicks of the months; absent without clicks.</summary>
    public decimal? ConversionRate => Clicks > 0 ? Share(Sales, Clicks) : null;

    /// <summary>
    /// The margin after commission: net revenue less payment fees and commission, of net revenue, as the signal
    /// <c>margin_after_commission</c> is computed. Absent without net revenue, and if the fees are not known.
    /// </summary>
    public decimal? Margin => Revenue > 0 && HasCommission ? Share(Revenue - Fees - Commission, Revenue) : null;

    /// <summary>Earnings per click: commission divided by clicks, in hundredths of a minor unit; absent without clicks.</summary>
    public decimal? Epc => Clicks > 0 && HasCommission ? Math.Round((decimal)Commission / Clicks, ClickDigits) : null;

    /// <summary>Whether the rule book recommends a change that somebody has to decide.</summary>
    [JsonIgnore]
    public bool NeedsDecision => Recommendation is "promote" or "coach" or "pause";

    /// <summary>Whether the partner had a click, a lead, a sale, a refund or a commission.</summary>
    [JsonIgnore]
    public bool HasResults => Clicks + Leads + Sales + Refunds > 0 || Commission != 0;

    // The commissions of an earlier month are not known if its tally was stored without them.
    [JsonIgnore]
    internal bool HasCommission { get; init; } = true;

    /// <summary>The facts that the conditions of the rule book see. A value that is absent meets no condition.</summary>
    internal FieldFacts ToFacts(IEnumerable<string> certifications)
    {
        var facts = new FieldFacts();
        foreach (var measure in ScorecardMeasure.All)
        {
            facts[measure.Field] = measure.ValueOf(this);
        }

        facts[ScorecardMeasure.Revenue] = (decimal)Revenue;
        foreach (var certification in certifications)
        {
            facts[Field.CertificationPrefix + certification] = true;
        }

        return facts;
    }

    private static decimal? Share(decimal? part, decimal whole) =>
        part is { } known ? Math.Round(known / whole, RateDigits) : null;
}
