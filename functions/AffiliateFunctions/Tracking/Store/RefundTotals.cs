namespace AffiliateFunctions.Tracking.Store;

/// <summary>What one refund of an invoice comes to.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="Total">All that is taken back of the sale after it, in minor units of the sale's currency; null where it has no effect.</param>
/// <param name="Reason">Why it has none, or null.</param>
internal sealed record RefundTotal(InvoiceRefund Refund, long? Total, string? Reason);

/// <summary>
/// What the refunds of an invoice come to, in the order of their times: so the same refunds come to the same, in whatever order they
/// have come in.
/// </summary>
internal static class RefundTotals
{
    /// <summary>A refund of more than the sale has no effect.</summary>
    public const string ExceedsSale = "refund_exceeds_sale";

    /// <summary>A dispute was won that is not known; its chargeback may still come.</summary>
    public const string DisputeUnknown = "dispute_unknown";

    private const string DisputeWon = "dispute_won";
    private const string Chargeback = "chargeback";

    /// <summary>What each refund of a sold invoice comes to, in the order of their times.</summary>
    /// <exception cref="InvalidOperationException">The invoice has no sale yet.</exception>
    public static IReadOnlyList<RefundTotal> Of(StoredInvoice invoice)
    {
        var sale = invoice.Sale ?? throw new InvalidOperationException($"The invoice {invoice.Id} has no sale.");
        var (totals, back) = (new List<RefundTotal>(invoice.Refunds.Count), new TakenBack(0, 0));

        // Of two totals of one second, as some providers tell time, the greater is the later.
        foreach (var refund in invoice.Refunds.OrderBy(one => one.At).ThenBy(one => one.TotalRefunded).ThenBy(one => one.Event.Value, StringComparer.Ordinal))
        {
            var (next, reason) = After(back, refund, sale.Amount);
            back = next ?? back;
            totals.Add(new RefundTotal(refund, next?.Total, reason));
        }

        return totals;
    }

    // A total is of refunds alone: what a bank took back is beside it. A bank takes back the whole payment, also where a part of it had
    // been refunded; no more can be taken from a commission than there was, and a won dispute puts back what its chargeback took.
    private static (TakenBack? Next, string? Reason) After(TakenBack back, InvoiceRefund refund, long sale) => refund switch
    {
        { TotalRefunded: { } total } => total > sale ? (null, ExceedsSale) : (new TakenBack(total, Math.Min(back.Disputed, sale - total)), null),
        { Reason: DisputeWon, Amount: { } amount } => back.Disputed > 0 ? (back with { Disputed = Math.Max(0, back.Disputed - amount) }, null)
            : back.Refunded >= amount ? (back with { Refunded = back.Refunded - amount }, null)
            : (null, DisputeUnknown),
        { Reason: Chargeback, Amount: { } amount } => amount > sale ? (null, ExceedsSale)
            : (back with { Disputed = Math.Min(back.Disputed + amount, sale - back.Refunded) }, null),
        { Amount: { } amount } => amount > sale - back.Total ? (null, ExceedsSale) : (back with { Refunded = back.Refunded + amount }, null),
        _ => throw new InvalidOperationException($"The refund {refund.Event} has neither an amount nor a total."),
    };

    private sealed record TakenBack(long Refunded, long Disputed)
    {
        public long Total => Refunded + Disputed;
    }
}
