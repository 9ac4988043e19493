namespace Affiliate.Domain.Rules;

/// <summary>
/// Splits a sale into its lines and treats each line as a separate sale. Amounts that belong to the whole sale are
/// spread over the lines by largest remainder: tax that no line states, fee, shipping, tip and duty. A credit is first
/// deducted from the lines of its own product, and its remainder from all lines. The lines therefore sum exactly to the
/// sale in every part, and no line is below zero.
/// </summary>
public static class SaleLines
{
    /// <summary>The maximum number of lines of one sale.</summary>
    public const int Max = 100;

    /// <summary>
    /// Returns the error message for lines that do not sum to their sale, including how to fix them; null if the sum is
    /// correct.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="amount">The amount of the sale.</param>
    /// <param name="tax">The tax included in the amount.</param>
    /// <param name="beside">The shipping, tip and duty included in the amount, which the lines may leave out.</param>
    public static string? MistakeIn(IReadOnlyList<SaleLine> lines, long amount, long tax, long beside)
    {
        var (sum, told) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Tax ?? 0));
        if (told < 0 || told > tax)
        {
            return $"The tax of the lines sums to {told}, but the sale's 'tax' is {tax}: "
                + "give a 'tax' that includes the tax of all lines.";
        }

        var missing = amount - sum;
        var isTold = lines.Any(line => line.Tax is not null);
        if (missing == 0 || missing == beside || (isTold && missing == beside + tax - told))
        {
            return null;
        }

        var without = beside > 0 ? $", or to {amount - beside} without shipping, tip and duty" : string.Empty;
        return $"The lines sum to {sum}, but the sale's 'amount' is {amount}: "
            + $"give lines whose amounts, after discount and with tax, sum to {amount}{without}.";
    }

    /// <summary>
    /// Returns the lines of a sale with their shares of all parts; an empty list for a sale without lines.
    /// </summary>
    public static IReadOnlyList<SettledLine> Settle(ConversionFacts sale)
    {
        if (sale.Lines is not { Count: > 0 } lines)
        {
            return [];
        }

        var goods = WithoutCredits(lines, line => line.Amount - (line.Tax ?? 0));
        var tax = WithoutCredits(lines, line => line.Tax ?? 0);
        var told = goods.Zip(tax, (first, other) => first + other).ToArray();

        // Parts that the lines do not state separately, such as tax included in their amounts, are not goods.
        var excess = Spread(goods.Sum() - (sale.Amount - sale.Tax - sale.Shipping - sale.Tip - sale.Duty), goods);
        goods = [.. goods.Zip(excess, (amount, other) => amount - other)];
        var (restOfTax, fee) = (Spread(sale.Tax - tax.Sum(), goods), Spread(sale.Fee, goods));
        var (shipping, tip, duty) = (Spread(sale.Shipping, goods), Spread(sale.Tip, goods), Spread(sale.Duty, goods));
        return
        [
            .. lines.Select(
                (_, i) =>
                    new SettledLine(told[i], goods[i], tax[i] + restOfTax[i], fee[i], shipping[i], tip[i], duty[i])
            ),
        ];
    }

    /// <summary>
    /// Returns each line as a sale of that line alone, in the form that rules see; an empty list for a sale without
    /// lines.
    /// </summary>
    public static IReadOnlyList<ConversionFacts> Split(ConversionFacts sale) =>
        [
            .. Settle(sale)
                .Select(
                    (settled, i) =>
                        sale with
                        {
                            Amount = settled.Gross,
                            Tax = settled.Tax,
                            Fee = settled.Fee,
                            Shipping = settled.Shipping,
                            Tip = settled.Tip,
                            Duty = settled.Duty,
                            ProductId = sale.Lines![i].ProductId,
                            Plan = sale.Lines[i].Plan,
                            Quantity = sale.Lines[i].Quantity,
                            Lines = null,
                        }
                ),
        ];

    private static long[] WithoutCredits(IReadOnlyList<SaleLine> lines, Func<SaleLine, long> amountOf)
    {
        var amounts = lines.Select(line => line.IsCredit ? 0 : amountOf(line)).ToArray();
        var left = 0L;
        foreach (var credit in lines.Where(line => line.IsCredit))
        {
            var given = -amountOf(credit);
            left +=
                given
                - TakeOff(amounts, given, i => credit.ProductId is not null && lines[i].ProductId == credit.ProductId);
        }

        TakeOff(amounts, left, _ => true);
        return amounts;
    }

    private static long TakeOff(long[] amounts, long credit, Func<int, bool> isOf)
    {
        var weights = amounts.Select((amount, i) => isOf(i) ? amount : 0).ToArray();
        var taken = Math.Min(credit, weights.Sum());
        if (taken > 0)
        {
            var parts = Monetary.Split.ByLargestRemainder(taken, weights);
            for (var i = 0; i < amounts.Length; i++)
            {
                amounts[i] -= parts[i];
            }
        }

        return taken;
    }

    private static long[] Spread(long amount, long[] weights)
    {
        var isAny = weights.Any(weight => weight > 0);
        return Monetary.Split.ByLargestRemainder(amount, isAny ? weights : [.. weights.Select(_ => 1L)]);
    }
}

/// <summary>
/// A line of a sale with its shares of the amounts of the whole sale, in minor units of the sale's currency.
/// </summary>
/// <param name="Reported">The amount stated by the line, after credits.</param>
/// <param name="Goods">The goods and services, including the fee.</param>
/// <param name="Tax">The tax.</param>
/// <param name="Fee">The fee included in the goods and services.</param>
/// <param name="Shipping">The shipping.</param>
/// <param name="Tip">The tip.</param>
/// <param name="Duty">The duty.</param>
public sealed record SettledLine(long Reported, long Goods, long Tax, long Fee, long Shipping, long Tip, long Duty)
{
    /// <summary>The total of all parts. The fee is not added because the goods and services include it.</summary>
    public long Gross => Goods + Tax + Shipping + Tip + Duty;
}
