using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>What one refund of an invoice comes to.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="Total">All that is taken back of the sale after it, in minor units of the sale's currency; null where
/// it has no effect.</param>
/// <param name="Reason">Why it has none, or null.</param>
internal sealed record RefundTotal(InvoiceRefund Refund, long? Total, string? Reason)
{
    /// <summary>
    /// What the total is of: the sale's amount, or that of its goods and services where a refund tells its tax,
    /// shipping, tip or duty.
    /// </summary>
    public long Base { get; init; }

    /// <summary>The same by the lines of the sale, in their order; null for a sale without lines.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }
}

/// <summary>
/// What the refunds of an invoice come to, in the order of their times: so the same refunds come to the same, in
/// whatever order they have come in.
/// </summary>
internal static class RefundTotals
{
    /// <summary>A refund of more than the sale has no effect.</summary>
    public const string ExceedsSale = "refund_exceeds_sale";

    /// <summary>A dispute was won that is not known; its chargeback may still come.</summary>
    public const string DisputeUnknown = "dispute_unknown";

    /// <summary>A refund has failed that is not known; it may still come.</summary>
    public const string RefundUnknown = "refund_unknown";

    /// <summary>A refund in a currency that is neither the sale's nor the one in which the customer paid.</summary>
    public const string OtherCurrency = "refund_currency";

    /// <summary>A refund that names a line which the sale does not have.</summary>
    public const string LineUnknown = "refund_line_unknown";

    private const string DisputeWon = "dispute_won";
    private const string Chargeback = "chargeback";
    private const string Failed = "refund_failed";

    /// <summary>Whether a refund without effect waits for another event.</summary>
    public static bool IsWaiting(string? reason) => reason is DisputeUnknown or RefundUnknown;

    /// <summary>What each refund of a sold invoice comes to, in the order of their times.</summary>
    /// <exception cref="InvalidOperationException">The invoice has no sale yet.</exception>
    public static IReadOnlyList<RefundTotal> Of(StoredInvoice invoice)
    {
        var sale = invoice.Current ?? throw new InvalidOperationException($"The invoice {invoice.Id} has no sale.");
        var (totals, back) = (new List<RefundTotal>(invoice.Refunds.Count), TakenBack.Nothing);
        var goods = GoodsOf(invoice, sale);

        // Of two totals of one second, as some providers tell time, the greater is the later.
        var refunds = invoice
            .Refunds.OrderBy(invoiceRefund => invoiceRefund.At)
            .ThenBy(item => item.TotalRefunded)
            .ThenBy(entry => entry.Event.Value, StringComparer.Ordinal);
        var paid = new PaidShare(sale);
        foreach (var refund in refunds)
        {
            var (next, reason) =
                RefundedLines.IsOfUnknown(sale, refund) ? (null, LineUnknown)
                : paid.InSaleCurrency(refund) is { } counted
                    ? After(back, RefundedLines.Known(sale, counted), invoice.MostRefundable)
                : (null, OtherCurrency);
            (next, reason) =
                next is not null && RefundedLines.AreExceeded(sale, refund, next.Named)
                    ? (null, ExceedsSale)
                    : (next, reason);
            back = next ?? back;
            var total = Math.Min(goods is { } whole ? back.OfGoods(sale, whole) : back.Total, goods ?? sale.Amount);
            totals.Add(
                new RefundTotal(refund, next is null ? null : total, reason)
                {
                    Base = goods ?? sale.Amount,
                    Lines = RefundedLines.Of(sale, back.Named, goods is not null, total),
                }
            );
        }

        return totals;
    }

    // A refund that tells its tax, or what else is no goods, has an amount of goods of its own, which then all of them
    // count against.
    private static long? GoodsOf(StoredInvoice invoice, InvoiceSale sale) =>
        sale.Outside > 0 && sale.Outside < sale.Amount && invoice.Refunds.Any(refund => refund.Outside is not null)
            ? sale.Amount - sale.Outside
            : null;

    // A total is of refunds alone: what a bank took back is beside it. A bank takes back the whole payment, also where
    // a part of it had been refunded; no more can be taken from a commission than there was, and a won dispute puts
    // back what its chargeback took.
    private static (TakenBack? Next, string? Reason) After(TakenBack back, InvoiceRefund refund, long sale) =>
        refund switch
        {
            { TotalRefunded: { } total } => back.WithTotal(refund.Payment, RefundPart.Of(total, refund)) is var next
            && next.Refunded > sale
                ? (null, ExceedsSale)
                : (next with { Disputed = Math.Min(back.Disputed, sale - next.Refunded) }, null),
            { Reason: DisputeWon, Amount: { } amount } => back.Disputed > 0
                ? (back with { Disputed = Math.Max(0, back.Disputed - amount) }, null)
            : back.Refunded >= amount ? (back.PutBack(refund.Payment, RefundPart.Of(amount, refund)), null)
            : (null, DisputeUnknown),
            { Reason: Failed, Amount: { } amount } => back.Refunded >= amount
                ? (back.PutBack(refund.Payment, RefundPart.Of(amount, refund)), null)
                : (null, RefundUnknown),
            { Reason: Chargeback, Amount: { } amount } => amount > sale
                ? (null, ExceedsSale)
                : (back with { Disputed = Math.Min(back.Disputed + amount, sale - back.Refunded) }, null),
            { Amount: { } amount } => amount > sale - back.Total
                ? (null, ExceedsSale)
                : (back.With(refund.Payment, RefundPart.Of(amount, refund)), null),
            _ => throw new InvalidOperationException($"The refund {refund.Event} has neither an amount nor a total."),
        };

    /// <summary>What is taken back of a sale.</summary>
    /// <param name="Payments">What is refunded, by the payment that it is of.</param>
    /// <param name="Disputed">What banks took back.</param>
    private sealed record TakenBack(IReadOnlyDictionary<string, RefundPart> Payments, long Disputed)
    {
        private const string Whole = "";

        public static TakenBack Nothing { get; } = new(new Dictionary<string, RefundPart>(), 0);

        public long Refunded => Payments.Values.Sum(part => part.Amount);

        public long Total => Refunded + Disputed;

        /// <summary>What refunds name of single lines, by the lines' ids.</summary>
        public IReadOnlyDictionary<string, RefundPart> Named =>
            Payments.Values.Aggregate(RefundPart.Unnamed, (all, part) => RefundPart.Both(all, part.Lines));

        /// <summary>With one more refund.</summary>
        public TakenBack With(string? payment, RefundPart part) =>
            Set(payment ?? Whole, Payments.GetValueOrDefault(payment ?? Whole, RefundPart.None).And(part));

        /// <summary>
        /// With the total of a payment, which its refunds come to; the total of the invoice is that of all payments.
        /// </summary>
        public TakenBack WithTotal(string? payment, RefundPart total) =>
            payment is null
                ? this with
                {
                    Payments = new Dictionary<string, RefundPart> { [Whole] = total },
                }
                : Set(payment, total);

        /// <summary>Without an amount, of that payment first.</summary>
        public TakenBack PutBack(string? payment, RefundPart amount)
        {
            var (left, back) = (amount, this);
            foreach (
                var (name, part) in Payments
                    .OrderBy(entry => entry.Key != (payment ?? Whole))
                    .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            )
            {
                (left, back) = (left.Without(part), back.Set(name, part.Without(left)));
            }

            return back;
        }

        /// <summary>
        /// What of it is goods and services: what refunds say, and of those that do not say, and of disputes, the share
        /// that the sale has of them.
        /// </summary>
        public long OfGoods(InvoiceSale sale, long goods)
        {
            if (Total >= sale.Amount)
            {
                return goods;
            }

            var (told, outside) = (Payments.Values.Sum(part => part.Told), Payments.Values.Sum(part => part.Outside));
            return Math.Min(goods, told - Math.Min(outside, sale.Outside) + ShareOf(goods, Total - told, sale.Amount));
        }

        private TakenBack Set(string payment, RefundPart part) =>
            this with
            {
                Payments = new Dictionary<string, RefundPart>(Payments, StringComparer.Ordinal) { [payment] = part },
            };
    }

    /// <summary>
    /// Refunds in the currency in which the customer paid, as parts of the sale: together they come to the whole of it
    /// exactly.
    /// </summary>
    private sealed class PaidShare(InvoiceSale sale)
    {
        private long refunded;

        /// <summary>The refund in the sale's currency; null where it is in neither.</summary>
        public InvoiceRefund? InSaleCurrency(InvoiceRefund refund)
        {
            if (refund.Currency is null || sale.Currency is null || refund.Currency == sale.Currency)
            {
                return refund;
            }

            if (refund.Currency != sale.PaidCurrency || sale.PaidAmount is not { } paid)
            {
                return null;
            }

            return refund is { Amount: { } amount }
                ? refund with
                {
                    Amount = Next(amount, paid),
                    Outside = null,
                    Lines = null,
                }
                : refund with
                {
                    TotalRefunded = Converted(refund.TotalRefunded!.Value, paid),
                    Outside = null,
                    Lines = null,
                };
        }

        private long Next(long amount, long paid)
        {
            var before = Converted(refunded, paid);
            refunded = Math.Min(refunded + amount, Amounts.Most);
            return Converted(refunded, paid) - before;
        }

        // More than was paid is more than the sale.
        private long Converted(long amount, long paid) =>
            amount > paid ? sale.Amount + 1 : ShareOf(sale.Amount, amount, paid);
    }

    private static long ShareOf(long amount, long part, long whole) => RefundPart.ShareOf(amount, part, whole);
}
