using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>Validates the lines of a sale.</summary>
public static class SaleLineCheck
{
    /// <summary>The message for a line whose amount is missing or cannot be booked.</summary>
    public const string AmountForm =
        "Give the line's amount, an integer in minor units: after discount, with tax, below 0 for a credit.";

    private const int MaxText = 2000;
    private const int MaxId = 200;

    /// <summary>
    /// Returns the errors in the lines of a sale. Each error has a JSON Pointer relative to the list, such as
    /// <c>/0/tax</c>; the pointer of the list itself is empty.
    /// </summary>
    /// <param name="lines">The lines, each with its amount.</param>
    /// <param name="amount">The amount of the sale.</param>
    /// <param name="tax">The tax included in the amount.</param>
    /// <param name="beside">The shipping, tip and duty included in the amount.</param>
    public static IReadOnlyList<(string Place, string Sentence)> MistakesIn(
        IReadOnlyList<SaleLine> lines,
        long amount,
        long tax,
        long beside
    )
    {
        var mistakes = CountAndIds([.. lines.Select(line => line.LineId)]).ToList();
        mistakes.AddRange(lines.SelectMany((line, i) => MistakesIn(line, $"/{i}")));
        var canBeSummed = mistakes.Count == 0 && Amounts.Fits(amount) && Amounts.Fits(tax) && Amounts.Fits(beside);
        if (canBeSummed && SaleLines.MistakeIn(lines, amount, tax, beside) is { } mistake)
        {
            mistakes.Add((string.Empty, mistake));
        }

        return mistakes;
    }

    /// <summary>Returns the errors in the number of lines and in their ids.</summary>
    public static IEnumerable<(string Place, string Sentence)> CountAndIds(IReadOnlyList<string?> ids)
    {
        if (ids.Count > SaleLines.Max)
        {
            const string Fix = "combine lines of the same product and plan";
            yield return (string.Empty, $"Give at most {SaleLines.Max} lines: {Fix}.");
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ids.Count && i <= SaleLines.Max; i++)
        {
            if (ids[i] is { Length: 0 or > MaxId })
            {
                yield return ($"/{i}/line_id", $"Give 1 to {MaxId} characters, or leave it out.");
            }
            else if (ids[i] is { } id && !taken.Add(id))
            {
                yield return ($"/{i}/line_id", $"The id '{id}' is used twice: give each line its own id.");
            }
        }
    }

    private static IEnumerable<(string, string)> MistakesIn(SaleLine line, string place)
    {
        if (line.Amount is < -Amounts.Max or > Amounts.Max)
        {
            yield return ($"{place}/amount", AmountForm);
        }
        else if (line.Tax is { } tax && !IsWithin(tax, line.Amount))
        {
            yield return (
                $"{place}/tax",
                "Give the tax in the line's amount: not more than the amount, and below 0 only if the amount is."
            );
        }

        if (line.Discount is not (null or (>= 0 and <= Amounts.Max)))
        {
            yield return ($"{place}/discount", $"Give {Amounts.Form}.");
        }

        if (line.Quantity is not (null or (>= 1 and <= Amounts.MaxQuantity)))
        {
            yield return ($"{place}/quantity", "Give a quantity of 1 or more, or leave it out.");
        }

        if (line.ProductId?.Length > MaxText || line.Plan?.Length > MaxText)
        {
            yield return (place, "Product and plan may have at most 2,000 characters.");
        }
    }

    private static bool IsWithin(long tax, long amount) =>
        amount < 0 ? tax <= 0 && tax >= amount : tax >= 0 && tax <= amount;
}
