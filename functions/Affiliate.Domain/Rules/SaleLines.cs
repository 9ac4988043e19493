namespace Affiliate.Domain.Rules;

/// <summary>
/// Treats the lines of a sale as separate sales. The parts that belong to the whole sale are spread over the lines by
/// largest remainder: tax that no line gives, fee, shipping, tip and duty. A credit is taken off the lines of its own
/// product first, and its remainder off all lines. So the lines sum to the sale exactly, part by part, and no line is
/// below zero.
/// </summary>
public static class SaleLines
{
    /// <summary>The most lines of one sale.</summary>
    public const int Most = 100;

    /// <summary>The error message for lines that do not sum to their sale, with the fix; null where they do.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="amount">The sale's amount.</param>
    /// <param name="tax">The tax in it.</param>
    /// <param name="beside">The shipping, tip and duty in it, which the lines may leave out.</param>
    public static string? MistakeIn(IReadOnlyList<SaleLine> lines, long amount, long tax, long beside)
    {
        var (sum, told) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Tax ?? 0));
        if (told < 0 || told > tax)
        {
            return $"The tax of the lines comes to {told}, the sale's 'tax' is {tax}: give the sale all the tax of its lines.";
        }

        var missing = amount - sum;
        var isTold = lines.Any(line => line.Tax is not null);
        if (missing == 0 || missing == beside || (isTold && missing == beside + tax - told))
        {
            return null;
        }

        var without = beside > 0 ? $", or to {amount - beside} without shipping, tip and duty" : string.Empty;
        return $"The lines come to {sum} and the sale's 'amount' is {amount}: "
            + $"give lines whose amounts, after discount and with their tax, sum to {amount}{without}.";
    }

    /// <summary>The lines of a sale with their shares of everything; none for a sale without lines.</summary>
    public static IReadOnlyList<SettledLine> Settle(ConversionFacts sale)
    {
        if (sale.Lines is not { Count: > 0 } lines)
        {
            return [];
        }

        var goods = WithoutCredits(lines, line => line.Amount - (line.Tax ?? 0));
        var tax = WithoutCredits(lines, line => line.Tax ?? 0);
        var told = goods.Zip(tax, (first, other) => first + other).ToArray();

        // Parts that the lines do not give separately, such as the tax in their amounts, are not goods.
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
    /// The lines of a sale, each as the rules see a sale of that line alone; none for a sale without lines.
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
/// A line of a sale with its shares of what belongs to the whole, in minor units of the sale's currency.
/// </summary>
/// <param name="Told">The amount that the line gave, without its credits.</param>
/// <param name="Goods">The goods and services, with the fee.</param>
/// <param name="Tax">The tax.</param>
/// <param name="Fee">The fee in the goods and services.</param>
/// <param name="Shipping">The shipping.</param>
/// <param name="Tip">The tip.</param>
/// <param name="Duty">The duty.</param>
public sealed record SettledLine(long Told, long Goods, long Tax, long Fee, long Shipping, long Tip, long Duty)
{
    /// <summary>All of it but the fee, which is in the goods and services.</summary>
    public long Gross => Goods + Tax + Shipping + Tip + Duty;
}
