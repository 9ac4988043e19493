using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>
/// Distributes the refunded amounts of an invoice to its lines. An amount that names a line is subtracted from that
/// line. All other amounts are subtracted from the remainders of all lines in proportion, so a full refund reverses
/// every line completely.
/// </summary>
internal static class RefundedLines
{
    /// <summary>
    /// Whether a refund names a line that the sale does not have; in a shop's refund, such a line is ignored.
    /// </summary>
    public static bool IsOfUnknown(InvoiceSale sale, InvoiceRefund refund) =>
        sale.Lines is not null && !refund.IsFromShop && Known(sale, refund).Lines?.Count != refund.Lines?.Count;

    /// <summary>Returns the refund with only those lines that the sale has.</summary>
    public static InvoiceRefund Known(InvoiceSale sale, InvoiceRefund refund) =>
        refund.Lines is not { } named
            ? refund
            : refund with
            {
                Lines = [.. named.Where(line => SoldAs(sale, line) is not null)],
            };

    /// <summary>Whether more is refunded of a line than was sold. A shop may refund more.</summary>
    public static bool AreExceeded(
        InvoiceSale sale,
        InvoiceRefund refund,
        IReadOnlyDictionary<string, RefundPart> named
    ) =>
        !refund.IsFromShop
        && (refund.Lines ?? []).Any(line => named.GetValueOrDefault(line.Line).Amount > SoldAs(sale, line)?.Reported);

    /// <summary>The refunded amount of each line; null for a sale without lines.</summary>
    /// <param name="sale">The sale.</param>
    /// <param name="named">The refunded amounts that name lines, by the lines' ids.</param>
    /// <param name="isOfGoods">Whether refunds count against the goods and services.</param>
    /// <param name="total">The total of all refunds, counted in the same way.</param>
    public static IReadOnlyList<RefundedLine>? Of(
        InvoiceSale sale,
        IReadOnlyDictionary<string, RefundPart> named,
        bool isOfGoods,
        long total
    )
    {
        if (sale.Lines is not { } lines)
        {
            return null;
        }

        var amounts = lines.Select(line => isOfGoods ? line.Goods : line.Amount).ToArray();
        var refunded = lines
            .Select((line, i) => NamedOf(line, amounts[i], named.GetValueOrDefault(line.Id ?? string.Empty), isOfGoods))
            .ToArray();
        var left = amounts.Zip(refunded, (amount, taken) => amount - taken).ToArray();
        var rest = Math.Clamp(total - refunded.Sum(), 0, left.Sum());
        var spread = rest > 0 ? Split.ByLargestRemainder(rest, left) : new long[left.Length];
        return [.. amounts.Select((amount, i) => new RefundedLine(amount, refunded[i] + spread[i]))];
    }

    private static InvoiceLine? SoldAs(InvoiceSale sale, NamedLine named) =>
        sale.Lines?.FirstOrDefault(sold => sold.Id == named.Line);

    private static long NamedOf(InvoiceLine line, long amount, RefundPart part, bool isOfGoods)
    {
        if (line.Reported <= 0)
        {
            return 0;
        }

        // The goods of an amount with known tax are known; for the rest they are the line's share.
        var itemized = isOfGoods ? part.Itemized - part.Outside : 0;
        var other = Math.Clamp(isOfGoods ? part.Amount - part.Itemized : part.Amount, 0, line.Reported);
        return Math.Min(amount, itemized + RefundPart.ShareOf(amount, other, line.Reported));
    }
}
