namespace Affiliate.Domain.Rules;

/// <summary>The amounts that one conversion adds to its partner's metrics.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="IsFirstPayment">Whether the event is the customer's first sale above 0.</param>
/// <param name="SaleAmount">The amount of the sale, in minor units of the rule book's currency.</param>
internal readonly record struct CountedMetrics(ConversionType Type, bool IsFirstPayment, long SaleAmount)
{
    /// <summary>
    /// Returns the amount added to a metric, by the metric's name in rules, such as <c>partner.sales</c>.
    /// </summary>
    public long Of(string metric) =>
        metric switch
        {
            "partner.clicks" when Type == ConversionType.Click => 1,
            "partner.leads" when Type == ConversionType.Lead => 1,
            "partner.sales" when Type == ConversionType.Sale => 1,
            "partner.customers" when Type == ConversionType.Sale && IsFirstPayment => 1,
            "partner.sale_amount" when Type == ConversionType.Sale => SaleAmount,
            _ => 0,
        };
}
