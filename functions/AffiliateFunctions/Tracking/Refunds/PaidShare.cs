using Affiliate.Domain.Monetary;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>
/// Converts refunds in the currency in which the customer paid to parts of the sale. The parts of a full refund sum to
/// the sale's amount exactly.
/// </summary>
internal static class PaidShare
{
    /// <summary>
    /// Returns the refund in the sale's currency; null if its currency is neither the sale's nor the one that was paid.
    /// </summary>
    /// <param name="sale">The sale.</param>
    /// <param name="refund">The refund.</param>
    /// <param name="refunded">The amount that earlier refunds took back in the currency that was paid.</param>
    public static InvoiceRefund? InSaleCurrency(InvoiceSale sale, InvoiceRefund refund, long refunded)
    {
        if (!IsForeign(sale, refund))
        {
            return refund;
        }

        if (refund.Currency != sale.PaidCurrency || sale.PaidAmount is not { } paid)
        {
            return null;
        }

        var after = After(sale, refund, refunded);
        return refund is { Amount: { } amount }
            ? refund with
            {
                Amount =
                    after == refunded
                        ? Converted(sale, amount, paid)
                        : Math.Abs(Converted(sale, after, paid) - Converted(sale, refunded, paid)),
                Outside = null,
                Lines = null,
            }
            : refund with
            {
                TotalRefunded = Converted(sale, refund.TotalRefunded!.Value, paid),
                Outside = null,
                Lines = null,
            };
    }

    /// <summary>
    /// Returns the amount that refunds took back in the currency that was paid, after one that has an effect. What
    /// banks take back is counted separately.
    /// </summary>
    /// <inheritdoc cref="InSaleCurrency"/>
    public static long After(InvoiceSale sale, InvoiceRefund refund, long refunded) =>
        refund is { Amount: { } amount } && IsForeign(sale, refund)
            ? refund.Reason switch
            {
                RefundReasons.Failed => amount <= refunded ? refunded - amount : refunded,
                var reason when RefundReasons.IsOrdinary(reason) => Math.Min(refunded + amount, Amounts.Max),
                _ => refunded,
            }
            : refunded;

    private static bool IsForeign(InvoiceSale sale, InvoiceRefund refund) =>
        refund.Currency is not null && sale.Currency is not null && refund.Currency != sale.Currency;

    // A refund of more than was paid has to exceed the sale.
    private static long Converted(InvoiceSale sale, long amount, long paid) =>
        amount > paid ? sale.Amount + 1 : RefundPart.ShareOf(sale.Amount, amount, paid);
}
