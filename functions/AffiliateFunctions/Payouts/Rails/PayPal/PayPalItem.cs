using System.Globalization;
using System.Text.Json;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Reads the items of a batch. The statuses are those of <c>transaction_status</c>
/// (https://developer.paypal.com/payouts/use-payouts/track-payout-item-status). PayPal says that the money is with the
/// recipient for <c>SUCCESS</c>, that it was never deducted for <c>FAILED</c>, and that it has come back for
/// <c>RETURNED</c>, <c>REFUNDED</c> and <c>REVERSED</c>. Everything else is open: <c>PENDING</c>, <c>UNCLAIMED</c>
/// (returned after 30 days), <c>ONHOLD</c>, and <c>BLOCKED</c>, which does not say where the money is.
/// </summary>
internal static class PayPalItem
{
    /// <summary>Returns the payment of an item, or null for an item without the sender's reference.</summary>
    public static ReportedPayment? Read(JsonElement item)
    {
        if (item.TextAt("payout_item", "sender_item_id") is not { } reference)
        {
            return null;
        }

        var status = item.TextAt("transaction_status") ?? "unknown";
        return new ReportedPayment(
            reference,
            decimal.TryParse(
                item.TextAt("payout_item", "amount", "value"),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
                ? amount
                : null,
            item.TextAt("payout_item", "amount", "currency"),
            OutcomeOf(status),
            status
        )
        {
            TransactionId = item.TextAt("transaction_id") ?? item.TextAt("payout_item_id"),
            Code = item.TextAt("errors", "name"),
        };
    }

    private static PaymentOutcome OutcomeOf(string status) =>
        status switch
        {
            "SUCCESS" => PaymentOutcome.Paid,
            "FAILED" or "RETURNED" or "REFUNDED" or "REVERSED" => PaymentOutcome.NotPaid,
            _ => PaymentOutcome.Open,
        };
}
