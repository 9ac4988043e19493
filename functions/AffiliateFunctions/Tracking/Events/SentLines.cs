using System.Globalization;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Tracking.Events;

/// <summary>Checks the lines of sales and refunds, and makes lines of sales of them.</summary>
internal static class SentLines
{
    private const string Pointer = "/lines";

    /// <summary>The lines as the rules see them; null where there are none.</summary>
    public static IReadOnlyList<SaleLine>? Of(IReadOnlyList<LineBody>? lines) => lines is not { Count: > 0 } ? null : [.. lines.Select(line => new SaleLine
    {
        LineId = line.LineId,
        ProductId = line.ProductId,
        Plan = line.Plan,
        Quantity = line.Quantity,
        Amount = line.Amount ?? 0,
        Tax = line.Tax,
        Discount = line.Discount,
    })];

    /// <summary>What is wrong with the lines of an event, by JSON Pointer.</summary>
    public static IEnumerable<(string Pointer, string Sentence)> Mistakes(EventType type, EventBody body) => (type, body.Lines) switch
    {
        (_, not { Count: > 0 }) => [],
        (EventType.Sale or EventType.SaleChange, var lines) => MistakesOfSale(lines, body),
        (EventType.Refund, var lines) => MistakesOfRefund(lines, body.Amount ?? body.TotalRefunded),
        _ => [(Pointer, "Leave 'lines' out: sales and refunds have lines.")],
    };

    /// <summary>What is wrong with the lines of a sale.</summary>
    public static IReadOnlyList<(string Pointer, string Sentence)> MistakesOfSale(IReadOnlyList<LineBody> lines, EventBody sale)
    {
        var nameless = lines.Select((line, i) => (line.Amount, Pointer: $"{Pointer}/{i}/amount")).Where(line => line.Amount is null);
        List<(string, string)> mistakes = [.. nameless.Select(line => (line.Pointer, SaleLineCheck.AmountForm))];
        return mistakes.Count > 0 || sale.Amount is not { } amount ? mistakes
            : [.. SaleLineCheck.MistakesIn(Of(lines)!, amount, sale.Tax ?? 0, (sale.Shipping ?? 0) + (sale.Tip ?? 0) + (sale.Duty ?? 0)).Select(mistake => (Pointer + mistake.Place, mistake.Sentence))];
    }

    private static List<(string, string)> MistakesOfRefund(IReadOnlyList<LineBody> lines, long? amount)
    {
        List<(string, string)> mistakes = [.. SaleLineCheck.CountAndIds([.. lines.Select(line => line.LineId)]).Select(mistake => (Pointer + mistake.Place, mistake.Sentence))];
        mistakes.AddRange(lines.SelectMany((line, i) => MistakesOfRefund(line, $"{Pointer}/{i}")));
        if (mistakes.Count == 0 && amount is { } whole && lines.Sum(line => line.Amount!.Value) is var sum && sum > whole)
        {
            mistakes.Add((Pointer, string.Create(CultureInfo.InvariantCulture, $"The lines come to {sum} and the refund to {whole}: name lines that are not more than the refund.")));
        }

        return mistakes;
    }

    private static IEnumerable<(string, string)> MistakesOfRefund(LineBody line, string pointer)
    {
        if (line.LineId is null)
        {
            yield return ($"{pointer}/line_id", "Name the line of the sale by its 'line_id'.");
        }

        if (line.Amount is not (> 0 and <= Amounts.Most))
        {
            yield return ($"{pointer}/amount", $"Give what is refunded of the line, an integer of minor units, from 1 to {Amounts.Most}.");
        }
        else if (line.Tax is { } tax && (tax < 0 || tax > line.Amount))
        {
            yield return ($"{pointer}/tax", "Give the tax in what is refunded of the line: not more than that.");
        }
    }
}
