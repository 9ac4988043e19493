using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Events;

/// <summary>Checks the lines of sales, their changes and refunds, and converts them to lines for the rules.</summary>
internal static class SentLines
{
    private const string Pointer = "/lines";

    /// <summary>Returns the lines as the rules use them; null if there are none.</summary>
    public static IReadOnlyList<SaleLine>? Of(IReadOnlyList<LineBody>? lines) =>
        lines is { Count: > 0 } ? [.. lines.Select(Of)] : null;

    /// <summary>Returns the errors in the lines of an event, by JSON Pointer.</summary>
    public static IEnumerable<(string Pointer, string Sentence)> Mistakes(EventType type, EventBody body)
    {
        return (type, body.Lines) switch
        {
            (_, not { Count: > 0 }) => [],
            (EventType.Sale or EventType.SaleChange, var lines) => MistakesOfSale(lines, body),
            (EventType.Refund, var lines) => MistakesOfRefund(lines, body.Amount ?? body.TotalRefunded),
            _ => [(Pointer, "Leave 'lines' out: only sales, their changes and refunds have lines.")],
        };
    }

    /// <summary>Returns the errors in the lines of a sale.</summary>
    public static IReadOnlyList<(string Pointer, string Sentence)> MistakesOfSale(
        IReadOnlyList<LineBody> lines,
        EventBody sale
    )
    {
        var without = Enumerable.Range(0, lines.Count).Where(i => lines[i].Amount is null);
        List<(string, string)> mistakes = [.. without.Select(i => ($"{Pointer}/{i}/amount", SaleLineCheck.AmountForm))];
        if (mistakes.Count > 0 || sale.Amount is not { } amount)
        {
            return mistakes;
        }

        var beside = (sale.Shipping ?? 0) + (sale.Tip ?? 0) + (sale.Duty ?? 0);
        return InList(SaleLineCheck.MistakesIn(Of(lines)!, amount, sale.Tax ?? 0, beside));
    }

    private static SaleLine Of(LineBody line) =>
        new()
        {
            LineId = line.LineId,
            ProductId = line.ProductId,
            Plan = line.Plan,
            Quantity = line.Quantity,
            Amount = line.Amount ?? 0,
            Tax = line.Tax,
            Discount = line.Discount,
        };

    private static List<(string Pointer, string Sentence)> InList(
        IEnumerable<(string Place, string Sentence)> mistakes
    ) => [.. mistakes.Select(mistake => (Pointer + mistake.Place, mistake.Sentence))];

    private static List<(string, string)> MistakesOfRefund(IReadOnlyList<LineBody> lines, long? amount)
    {
        var mistakes = InList(SaleLineCheck.CountAndIds([.. lines.Select(line => line.LineId)]));
        mistakes.AddRange(lines.SelectMany((line, i) => MistakesOfRefund(line, $"{Pointer}/{i}")));
        var sum = mistakes.Count == 0 ? lines.Sum(line => line.Amount!.Value) : 0;
        if (sum > amount)
        {
            const string Fix = "give lines that sum to at most the refund";
            mistakes.Add(
                (
                    Pointer,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The lines sum to {sum}, but the refund is {amount}: {Fix}."
                    )
                )
            );
        }

        return mistakes;
    }

    private static IEnumerable<(string, string)> MistakesOfRefund(LineBody line, string pointer)
    {
        if (line.LineId is null)
        {
            yield return ($"{pointer}/line_id", "Name the line of the sale by its 'line_id'.");
        }

        if (line.Amount is not (> 0 and <= Amounts.Max))
        {
            yield return (
                $"{pointer}/amount",
                $"Give the refunded amount of the line, in minor units, from 1 to {Amounts.Max}."
            );
        }
        else if (line.Tax is { } tax && (tax < 0 || tax > line.Amount))
        {
            yield return (
                $"{pointer}/tax",
                "Give the tax in the refunded amount of the line: not more than that amount."
            );
        }
    }
}
