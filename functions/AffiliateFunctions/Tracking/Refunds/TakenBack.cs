using System.Collections.Immutable;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>The amounts that are taken back of a sale.</summary>
/// <param name="Payments">The refunded amounts, by payment.</param>
/// <param name="Disputed">
/// The amount that banks took back. The sum with the refunded amounts can exceed the sale, because a bank also takes
/// back what was refunded before.
/// </param>
internal sealed record TakenBack(IReadOnlyDictionary<string, RefundPart> Payments, long Disputed)
{
    private const string Whole = "";

    private ImmutableList<InvoiceRefund> refused = [];

    /// <summary>Nothing.</summary>
    public static TakenBack Nothing { get; } = new(new Dictionary<string, RefundPart>(), 0);

    /// <summary>The refunded amount of all payments.</summary>
    public long Refunded => Payments.Values.Sum(part => part.Amount);

    /// <summary>The refunded amount and the amount that banks took back.</summary>
    public long Total => Refunded + Disputed;

    /// <summary>The refunded amount in the currency in which the customer paid, as far as reported in it.</summary>
    public long Paid { get; init; }

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
    /// Remembers a refund without effect, because it may be reported as failed later. Such a report must not put back
    /// another refund.
    /// </summary>
    public TakenBack Refusing(InvoiceRefund refund) =>
        refund.Amount is not null && RefundReasons.IsOrdinary(refund.Reason)
            ? this with
            {
                refused = refused.Add(refund),
            }
            : this;

    /// <summary>
    /// Returns the amounts after the failure of a refund that had no effect: nothing is put back. Returns null if no
    /// such refund has the amount and the payment of the failure.
    /// </summary>
    public TakenBack? WithoutRefused(InvoiceRefund failure)
    {
        var found = refused.FirstOrDefault(refund =>
            (refund.Amount, refund.Currency) == (failure.Amount, failure.Currency)
            && (refund.Payment == failure.Payment || refund.Payment is null || failure.Payment is null)
        );
        return found is null ? null : this with { refused = refused.Remove(found) };
    }

    /// <summary>
    /// Returns the goods and services in the reversed amount. For refunds that do not report them, and for disputes,
    /// the share of goods and services in the sale is used.
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
            itemized - Math.Min(outside, sale.Outside) + RefundPart.ShareOf(goods, Total - itemized, sale.Amount)
        );
    }

    private TakenBack Set(string payment, RefundPart part) =>
        this with
        {
            Payments = new Dictionary<string, RefundPart>(Payments, StringComparer.Ordinal) { [payment] = part },
        };
}
