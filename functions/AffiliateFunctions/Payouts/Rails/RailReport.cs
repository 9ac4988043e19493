using System.Globalization;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Converts what a provider says about a batch to the same report as a file that people import. A payment that the
/// cycle does not know, or that has another amount, changes nothing.
/// </summary>
internal static class RailReport
{
    /// <summary>Returns the report.</summary>
    /// <param name="rail">The name of the rail.</param>
    /// <param name="payments">What the provider says.</param>
    /// <param name="references">The references of the payments in the batch.</param>
    /// <param name="payouts">The payouts of the cycle.</param>
    public static SettlementReport Of(
        string rail,
        IReadOnlyList<ReportedPayment> payments,
        FileReferences references,
        IReadOnlyDictionary<string, PayoutState> payouts
    )
    {
        var ids = references.Payments.ToDictionary(payment => payment.Reference, payment => payment.PayoutId);
        var (lines, notApplied) = (new Dictionary<string, SettlementLine>(), new List<NotAppliedLine>());
        foreach (var (index, payment) in payments.Index())
        {
            var payout = ids.TryGetValue(payment.Reference, out var id) ? payouts.GetValueOrDefault(id) : null;
            if (WhyNot(payment, payout) is { } reason)
            {
                notApplied.Add(new NotAppliedLine(index + 1, payment.Reference, reason));
            }
            else if (LineOf(index + 1, payment, payout!) is { } line && !lines.TryAdd(payout!.Id, line))
            {
                notApplied.Add(
                    new NotAppliedLine(index + 1, payment.Reference, "The batch has two payments of this payout.")
                );
            }
        }

        return new SettlementReport([.. lines.Values], [], notApplied) { Actor = rail };
    }

    // A payment that was booked as paid and comes back is returned; one without a result has failed.
    private static SettlementLine? LineOf(int number, ReportedPayment payment, PayoutState payout)
    {
        var status =
            payment.Outcome == PaymentOutcome.Paid ? PayoutStatus.Paid
            : payout.Status is PayoutStatus.Paid or PayoutStatus.Returned ? PayoutStatus.Returned
            : PayoutStatus.Failed;
        return payment.Outcome == PaymentOutcome.Open
            ? null
            : new SettlementLine(
                number,
                payout,
                status,
                payment.TransactionId,
                status == PayoutStatus.Paid ? null : ReasonOf(payment)
            )
            {
                Code = payment.Code,
            };
    }

    private static string? WhyNot(ReportedPayment payment, PayoutState? payout) =>
        payout is null ? "The cycle has no payment with this reference."
        : payment.Amount != AmountOf(payout) || payment.Currency != payout.Currency
            ? "The payment of this reference has another amount."
        : LineOf(0, payment, payout) is { } line ? SettlementLine.Contradiction(payout.Status, line.Status)
        : null;

    private static decimal AmountOf(PayoutState payout) =>
        decimal.Parse(
            ExactAmount.Of(payout.Amount).Shift(-Currency.Parse(payout.Currency).Digits).ToString(),
            CultureInfo.InvariantCulture
        );

    private static string ReasonOf(ReportedPayment payment) =>
        payment.Code is { } code ? $"{code} ({payment.Status})" : payment.Status;
}
