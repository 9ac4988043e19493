using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>A line as a provider sends it, in minor units.</summary>
/// <param name="Id">The provider's id of the line.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Plan">The plan, price or variant.</param>
/// <param name="Quantity">The units sold; null for metered usage.</param>
/// <param name="Net">The amount after discount and without tax; negative for a credit, null when it cannot be
/// read.</param>
/// <param name="Tax">The tax.</param>
/// <param name="Discount">The discount.</param>
internal sealed record ProviderLine(
    string? Id,
    string? ProductId,
    string? Plan,
    long? Quantity,
    long? Net,
    long Tax,
    long Discount = 0
);

/// <summary>
/// Adds the lines of providers to sales and refunds, so that the lines sum to the amount that was actually paid or
/// refunded.
/// </summary>
internal static class ProviderLines
{
    /// <summary>
    /// Returns the sale with its lines. If the lines sum to more than the sale, for example because of a credit from
    /// the customer's balance, the difference is a negative line without a product, which is spread over all lines. If
    /// they sum to less, for example because a webhook leaves out lines, the difference is also a line without a
    /// product. A single line is the whole sale and is not stored as a line.
    /// </summary>
    public static EventBody On(EventBody sale, IReadOnlyList<ProviderLine> told)
    {
        if (told.Count < 2 || told.Any(line => line.Net is null) || sale.Amount is not { } amount)
        {
            return sale;
        }

        var (sold, tax) = (told.FirstOrDefault(line => line.Net > 0) ?? told[0], sale.Tax ?? 0);
        var beside = (sale.Shipping ?? 0) + (sale.Tip ?? 0) + (sale.Duty ?? 0);
        var lines = Summing(Folded(WithTax(told, tax)), amount - beside, tax);
        var whole = sale with
        {
            ProductId = sold.ProductId,
            Plan = sold.Plan,
            Quantity = told.Where(line => line.Net > 0).Sum(line => line.Quantity ?? 0) is > 0 and var units
                ? units
                : null,
        };
        return new[] { lines, [.. lines.Select(line => line with { Tax = null })] }
            .Where(some => SentLines.MistakesOfSale(some, sale).Count == 0)
            .Select(some => whole with { Lines = some })
            .FirstOrDefault(whole);
    }

    /// <summary>
    /// Returns the refund with the lines that the provider lists, reduced in proportion if they sum to more than the
    /// refund.
    /// </summary>
    public static EventBody Of(EventBody refund, IEnumerable<LineBody> told)
    {
        var named = told.Where(line => line is { LineId: not null, Amount: > 0 })
            .GroupBy(line => line.LineId, StringComparer.Ordinal);
        List<LineBody> lines = [.. named.Select(Together).Take(SaleLines.Max)];
        if (refund.Amount is not > 0 and var amount || lines.Count == 0)
        {
            return refund;
        }

        var most = Math.Max(0, refund.Amount!.Value - (refund.Shipping ?? 0) - (refund.Duty ?? 0));
        lines = lines.Sum(line => line.Amount!.Value) > most ? SharesOf(most, lines) : lines;
        return lines.Count == 0 ? refund : refund with { Lines = lines };
    }

    private static List<LineBody> SharesOf(long amount, List<LineBody> lines)
    {
        var parts = Split.ByLargestRemainder(amount, [.. lines.Select(line => line.Amount!.Value)]);
        var shares = lines.Select(
            (line, i) =>
                line with
                {
                    Amount = parts[i],
                    Tax = line.Tax is { } tax ? PaidShares.AtRate(parts[i], tax, line.Amount!.Value) : null,
                }
        );
        return [.. shares.Where(line => line.Amount > 0)];
    }

    private static LineBody Together(IGrouping<string?, LineBody> lines) =>
        new()
        {
            LineId = lines.Key,
            Amount = MinorUnits.Sum(lines.Select(line => line.Amount)),
            Tax = lines.All(line => line.Tax is not null) ? MinorUnits.Sum(lines.Select(line => line.Tax)) : null,
        };

    // If no line contains its tax, each line gets its share of the sale's tax.
    private static IReadOnlyList<ProviderLine> WithTax(IReadOnlyList<ProviderLine> told, long tax)
    {
        long[] weights = [.. told.Select(line => Math.Max(0, line.Net!.Value))];
        if (tax <= 0 || told.Any(line => line.Tax != 0) || weights.All(weight => weight == 0))
        {
            return told;
        }

        var parts = Split.ByLargestRemainder(tax, weights);
        return [.. told.Select((line, i) => line with { Tax = parts[i] })];
    }

    // The largest lines are kept, and all others are merged into a line without a product.
    private static List<LineBody> Folded(IReadOnlyList<ProviderLine> told)
    {
        const int MaxKept = SaleLines.Max - 2;
        var kept = told.OrderByDescending(line => Math.Abs(line.Net!.Value))
            .Take(MaxKept)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        var sameIds = told.GroupBy(line => line.Id, StringComparer.Ordinal);
        var ids = sameIds.Where(same => same.Count() == 1).Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
        var lines = told.Where(kept.Contains)
            .Select(line => new LineBody
            {
                LineId = ids.Contains(line.Id) ? line.Id : null,
                ProductId = line.ProductId,
                Plan = line.Plan,
                Quantity = line.Net > 0 ? line.Quantity : null,
                Amount = line.Net + line.Tax,
                Tax = line.Tax,
                Discount = line.Discount > 0 ? line.Discount : null,
            })
            .ToList();
        var others = told.Where(line => !kept.Contains(line)).ToList();
        return others.Count == 0
            ? lines
            :
            [
                .. lines,
                new LineBody { Amount = others.Sum(line => line.Net + line.Tax), Tax = others.Sum(line => line.Tax) },
            ];
    }

    private static List<LineBody> Summing(List<LineBody> lines, long amount, long tax)
    {
        var missing = amount - lines.Sum(line => line.Amount!.Value);
        var missingTax = tax - lines.Sum(line => line.Tax!.Value);
        var isAlike = missingTax < 0 == missing < 0;
        return missing == 0 ? lines : [.. lines, new LineBody { Amount = missing, Tax = isAlike ? missingTax : 0 }];
    }
}
