using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
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

    /// <summary>For a chargeback of more than was left of the sale: its amounts. Null for other refunds.</summary>
    public ClampedChargeback? Clamped { get; init; }
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
                sale.Amount == 0 ? 0
                : total.Base == sale.Amount
                    ? RefundPart.ShareOf(sale.Amount - sale.Outside, total.Total!.Value, sale.Amount)
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
        var steps = StepsOf(invoice, sale);
        var goods = GoodsOf(sale, steps);
        return [.. steps.Select(step => TotalOf(step, sale, goods, invoice.MostRefundable))];
    }

    private static List<Step> StepsOf(StoredInvoice invoice, InvoiceSale sale)
    {
        // Some providers report times in whole seconds. Of two totals of the same second, the greater one is the later.
        var refunds = invoice
            .Refunds.OrderBy(invoiceRefund => invoiceRefund.At)
            .ThenBy(invoiceRefund => invoiceRefund.TotalRefunded)
            .ThenBy(invoiceRefund => invoiceRefund.Event.Value, StringComparer.Ordinal);
        var (steps, back) = (new List<Step>(invoice.Refunds.Count), TakenBack.Nothing);
        foreach (var refund in refunds)
        {
            var step = StepOf(sale, refund, back, invoice.MostRefundable);
            steps.Add(step);
            back = step.Back;
        }

        return steps;
    }

    private static Step StepOf(InvoiceSale sale, InvoiceRefund refund, TakenBack back, long most)
    {
        if (RefundedLines.IsOfUnknown(sale, refund))
        {
            return new Step(refund, back.Refusing(refund), LineUnknown);
        }

        if (PaidShare.InSaleCurrency(sale, refund, back.Paid) is not { } counted)
        {
            return new Step(refund, back, OtherCurrency);
        }

        if (refund.Reason == RefundReasons.Failed && back.WithoutRefused(refund) is { } unchanged)
        {
            return new Step(refund, unchanged, Reason: null);
        }

        var (next, reason) = After(back, RefundedLines.Known(sale, counted), most);
        if (next is null || RefundedLines.AreExceeded(sale, refund, next.Named))
        {
            return new Step(refund, back.Refusing(refund), reason ?? ExceedsSale);
        }

        return new Step(refund, next with { Paid = PaidShare.After(sale, refund, back.Paid) }, Reason: null)
        {
            Clamped = ClampedOf(counted, back, sale.Amount),
        };
    }

    private static RefundTotal TotalOf(Step step, InvoiceSale sale, long? goods, long most)
    {
        // A sale can become 0 after refunds. It is refunded as a whole then: of an amount of 0, nothing could be taken
        // back.
        if (sale.Amount == 0 && step.Back.Total > 0)
        {
            return new RefundTotal(step.Refund, step.Reason is null ? most : null, step.Reason)
            {
                Base = most,
                Lines = sale.Lines is { } lines ? [.. lines.Select(_ => new RefundedLine(1, 1))] : null,
                Clamped = step.Clamped,
            };
        }

        var total = goods is { } whole
            ? Math.Min(step.Back.OfGoods(sale, whole), whole)
            : Math.Min(step.Back.Total, sale.Amount);
        return new RefundTotal(step.Refund, step.Reason is null ? total : null, step.Reason)
        {
            Base = goods ?? sale.Amount,
            Lines = RefundedLines.Of(sale, step.Back.Named, goods is not null, total),
            Clamped = step.Clamped,
        };
    }

    // A refund that reports its tax, shipping, tip or duty has its own amount of goods. All refunds of the invoice then
    // count against the goods of the sale.
    private static long? GoodsOf(InvoiceSale sale, List<Step> steps) =>
        sale.Outside > 0
        && sale.Outside < sale.Amount
        && steps.Any(step => step is { Reason: null, Refund.Outside: not null })
            ? sale.Amount - sale.Outside
            : null;

    // A total covers refunds only, not what a bank took back. A bank takes back the whole payment, even if a part of it
    // had been refunded. The amounts of disputes are therefore counted as reported, up to the sale, so that a won
    // dispute restores what its chargeback took; only their sum with the refunds is limited to the sale's amount.
    private static (TakenBack? Next, string? Reason) After(TakenBack back, InvoiceRefund refund, long sale) =>
        refund switch
        {
            { TotalRefunded: { } total } => back.WithTotal(refund.Payment, RefundPart.Of(total, refund)) is var next
            && next.Refunded > sale
                ? (null, ExceedsSale)
                : (next, null),
            { Reason: RefundReasons.DisputeWon, Amount: { } amount } => Won(back, refund, Math.Min(amount, sale))
                is { } won
                ? (won, null)
                : (null, DisputeUnknown),
            { Reason: RefundReasons.Failed, Amount: { } amount } => back.Refunded >= amount
                ? (back.PutBack(refund.Payment, RefundPart.Of(amount, refund)), null)
                : (null, RefundUnknown),
            { Reason: RefundReasons.Chargeback, Amount: { } amount } => (
                back with
                {
                    Disputed = back.Disputed + Math.Min(amount, sale),
                },
                null
            ),
            { Amount: { } amount } => amount > Math.Max(0, sale - back.Total)
                ? (null, ExceedsSale)
                : (back.With(refund.Payment, RefundPart.Of(amount, refund)), null),
            _ => throw new InvalidOperationException($"The refund {refund.Event} has neither an amount nor a total."),
        };

    private static TakenBack? Won(TakenBack back, InvoiceRefund dispute, long amount) =>
        back.Disputed > 0 ? back with { Disputed = Math.Max(0, back.Disputed - amount) }
        : back.Refunded >= amount ? back.PutBack(dispute.Payment, RefundPart.Of(amount, dispute))
        : null;

    private static ClampedChargeback? ClampedOf(InvoiceRefund refund, TakenBack before, long sale)
    {
        var left = Math.Max(0, sale - before.Total);
        return refund is { Reason: RefundReasons.Chargeback, Amount: { } amount } && amount > left
            ? new ClampedChargeback(amount, left)
            : null;
    }

    /// <summary>One refund, in order of time.</summary>
    /// <param name="Refund">The refund as it was reported.</param>
    /// <param name="Back">What is taken back of the sale after the refund.</param>
    /// <param name="Reason">Why the refund has no effect, or null.</param>
    private sealed record Step(InvoiceRefund Refund, TakenBack Back, string? Reason)
    {
        public ClampedChargeback? Clamped { get; init; }
    }
}
