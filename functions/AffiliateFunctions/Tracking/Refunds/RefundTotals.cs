using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>The computed total of one refund of an invoice.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="Total">
/// The total that is reversed of the sale after this refund, in minor units of the sale's currency; null if the refund
/// has no effect.
/// </param>
/// <param name="Reason">Why the refund has no effect, or null.</param>
internal sealed record RefundTotal(InvoiceRefund Refund, long? Total, string? Reason)
{
    /// <summary>
    /// The amount that the total refers to: the sale's amount, or the amount of its goods and services if a refund
    /// reports its tax, shipping, tip or duty.
    /// </summary>
    public long Base { get; init; }

    /// <summary>The totals of the sale's lines, in their order; null for a sale without lines.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }
}

/// <summary>
/// Computes the totals of an invoice's refunds, in order of time. The same refunds therefore have the same totals,
/// whatever order they arrive in.
/// </summary>
internal static class RefundTotals
{
    /// <summary>The refund exceeds the sale and has no effect.</summary>
    public const string ExceedsSale = "refund_exceeds_sale";

    /// <summary>The won dispute is unknown; its chargeback may still arrive.</summary>
    public const string DisputeUnknown = "dispute_unknown";

    /// <summary>The failed refund is unknown; it may still arrive.</summary>
    public const string RefundUnknown = "refund_unknown";

    /// <summary>The currency of the refund is neither the sale's nor the one in which the customer paid.</summary>
    public const string OtherCurrency = "refund_currency";

    /// <summary>The refund names a line that the sale does not have.</summary>
    public const string LineUnknown = "refund_line_unknown";

    private const string DisputeWon = "dispute_won";
    private const string Chargeback = "chargeback";
    private const string Failed = "refund_failed";

    /// <summary>Whether a refund without effect waits for another event.</summary>
    public static bool IsWaiting(string? reason) => reason is DisputeUnknown or RefundUnknown;

    /// <summary>
    /// Returns the amount of goods and services, without tax, shipping, tip and duty, by which the refund changes what
    /// is refunded; null if it has no effect or the sale is unknown. The amounts of a full refund sum to the goods and
    /// services of the sale exactly.
    /// </summary>
    public static long? GoodsOf(EventId refund, StoredInvoice invoice)
    {
        if (invoice.Current is not { } sale)
        {
            return null;
        }

        var before = 0L;
        foreach (var total in Of(invoice).Where(total => total.Total is not null))
        {
            var goods =
                total.Base == sale.Amount
                    ? ShareOf(sale.Amount - sale.Outside, total.Total!.Value, sale.Amount)
                    : total.Total!.Value;
            if (total.Refund.Event == refund)
            {
                return goods - before;
            }

            before = goods;
        }

        return null;
    }

    /// <summary>Returns the total of each refund of a sold invoice, in order of time.</summary>
    /// <exception cref="InvalidOperationException">The invoice has no sale yet.</exception>
    public static IReadOnlyList<RefundTotal> Of(StoredInvoice invoice)
    {
        var sale = invoice.Current ?? throw new InvalidOperationException($"The invoice {invoice.Id} has no sale.");
        var (totals, back) = (new List<RefundTotal>(invoice.Refunds.Count), TakenBack.Nothing);
        var goods = GoodsOf(invoice, sale);

        // Some providers report times in whole seconds. Of two totals of the same second, the greater one is the later.
        var refunds = invoice
            .Refunds.OrderBy(invoiceRefund => invoiceRefund.At)
            .ThenBy(invoiceRefund => invoiceRefund.TotalRefunded)
            .ThenBy(invoiceRefund => invoiceRefund.Event.Value, StringComparer.Ordinal);
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

    // A refund that reports its tax, shipping, tip or duty has its own amount of goods. All refunds of the invoice then
    // count against the goods of the sale.
    private static long? GoodsOf(StoredInvoice invoice, InvoiceSale sale) =>
        sale.Outside > 0 && sale.Outside < sale.Amount && invoice.Refunds.Any(refund => refund.Outside is not null)
            ? sale.Amount - sale.Outside
            : null;

    // A total covers refunds only, not what a bank took back. A bank takes back the whole payment, even if a part of it
    // had been refunded. No more can be reversed than the sale's amount, and a won dispute restores what its chargeback
    // took.
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

    /// <summary>The amounts that are reversed of a sale.</summary>
    /// <param name="Payments">The refunded amounts, by payment.</param>
    /// <param name="Disputed">The amount that banks took back.</param>
    private sealed record TakenBack(IReadOnlyDictionary<string, RefundPart> Payments, long Disputed)
    {
        private const string Whole = "";

        public static TakenBack Nothing { get; } = new(new Dictionary<string, RefundPart>(), 0);

        public long Refunded => Payments.Values.Sum(part => part.Amount);

        public long Total => Refunded + Disputed;

        /// <summary>The refunded amounts that name single lines, by the ids of the lines.</summary>
        public IReadOnlyDictionary<string, RefundPart> Named =>
            Payments.Values.Aggregate(RefundPart.Unnamed, (all, part) => RefundPart.Both(all, part.Lines));

        /// <summary>Adds a refund.</summary>
        public TakenBack With(string? payment, RefundPart part) =>
            Set(payment ?? Whole, Payments.GetValueOrDefault(payment ?? Whole, RefundPart.None).And(part));

        /// <summary>Sets the refunded total of a payment. The total of the invoice covers all payments.</summary>
        public TakenBack WithTotal(string? payment, RefundPart total) =>
            payment is null
                ? this with
                {
                    Payments = new Dictionary<string, RefundPart> { [Whole] = total },
                }
                : Set(payment, total);

        /// <summary>Subtracts an amount, from the given payment first.</summary>
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
        /// Returns the goods and services in the reversed amount. For refunds that do not report them, and for
        /// disputes, the share of goods and services in the sale is used.
        /// </summary>
        public long OfGoods(InvoiceSale sale, long goods)
        {
            if (Total >= sale.Amount)
            {
                return goods;
            }

            var (itemized, outside) = (
                Payments.Values.Sum(part => part.Itemized),
                Payments.Values.Sum(part => part.Outside)
            );
            return Math.Min(
                goods,
                itemized - Math.Min(outside, sale.Outside) + ShareOf(goods, Total - itemized, sale.Amount)
            );
        }

        private TakenBack Set(string payment, RefundPart part) =>
            this with
            {
                Payments = new Dictionary<string, RefundPart>(Payments, StringComparer.Ordinal) { [payment] = part },
            };
    }

    /// <summary>
    /// Converts refunds in the currency in which the customer paid to parts of the sale. The parts of a full refund sum
    /// to the sale's amount exactly.
    /// </summary>
    private sealed class PaidShare(InvoiceSale sale)
    {
        private long refunded;

        /// <summary>
        /// Returns the refund in the sale's currency; null if its currency is neither the sale's nor the one that was
        /// paid.
        /// </summary>
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
            refunded = Math.Min(refunded + amount, Amounts.Max);
            return Converted(refunded, paid) - before;
        }

        // A refund of more than was paid has to exceed the sale.
        private long Converted(long amount, long paid) =>
            amount > paid ? sale.Amount + 1 : ShareOf(sale.Amount, amount, paid);
    }

    private static long ShareOf(long amount, long part, long whole) => RefundPart.ShareOf(amount, part, whole);
}
