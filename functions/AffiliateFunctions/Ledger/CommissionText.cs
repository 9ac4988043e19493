using System.Globalization;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Pages;

namespace AffiliateFunctions.Ledger;

/// <summary>The text of a commission's line in payouts and statements.</summary>
internal static class CommissionText
{
    /// <summary>
    /// Returns the purpose of the commission, such as <c>revenue-share on 100.00 USD, sale sale-1 of 2026-11-05</c>.
    /// </summary>
    public static string Of(Commission commission) =>
        commission switch
        {
            { Adjustment: { } adjustment } => AdjustmentText.Of(
                commission.Rule,
                adjustment.Id,
                commission.OccurredAt,
                adjustment.Text
            ),
            { Corrects: { } corrected } => $"Correction of {corrected} after {SourceOf(commission)} {commission.Event}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{commission.Rule}{BaseOf(commission)}, {SourceOf(commission)} {commission.Event} of {commission.OccurredAt:yyyy-MM-dd}"
            ),
        };

    private static string SourceOf(Commission commission) => commission.Source.Replace('_', ' ');

    // A flat amount for a lead has no base.
    private static string BaseOf(Commission commission) =>
        commission.BaseAmount > 0
            ? $" on {AmountOf(commission.BaseAmount, Currency.Parse(commission.Currency))}"
            : string.Empty;

    private static string AmountOf(long amount, Currency currency) => DisplayFormat.Amount(amount, currency);
}
