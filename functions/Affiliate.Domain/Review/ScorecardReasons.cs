using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Review;

/// <summary>
/// Says why a condition holds, with the numbers that it saw: "refund rate 12.5 % is at least 10 %". Of alternatives, those
/// that hold are named.
/// </summary>
/// <param name="facts">The facts, which meet the condition.</param>
/// <param name="format">Formats the value of a measure.</param>
internal sealed class ScorecardReasons(IFacts facts, Func<ScorecardUnit, decimal, string> format)
{
    /// <summary>Formats a value without a currency: amounts are in minor units.</summary>
    public static string Plain(ScorecardUnit unit, decimal value) =>
        unit == ScorecardUnit.Share
            ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##} %")
            : value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The reason, as the end of a sentence.</summary>
    public string Of(Condition condition) =>
        condition switch
        {
            Condition.All all => string.Join(" and ", all.Parts.Select(Of)),
            Condition.Any any => string.Join(" and ", any.Parts.Where(part => part.IsMet(facts)).Select(Of)),
            Condition.Not not => $"not ({Whole(not.Part)})",
            Condition.Comparison comparison => WordsOf(comparison),
            _ => throw new ArgumentException($"There are no words for {condition}.", nameof(condition)),
        };

    // A condition that does not hold is named with all its parts.
    private string Whole(Condition condition) =>
        condition switch
        {
            Condition.All all => string.Join(" and ", all.Parts.Select(WholePart)),
            Condition.Any any => string.Join(" or ", any.Parts.Select(WholePart)),
            Condition.Not not => $"not ({Whole(not.Part)})",
            Condition.Comparison comparison => WordsOf(comparison),
            _ => throw new ArgumentException($"There are no words for {condition}.", nameof(condition)),
        };

    private string WholePart(Condition part) =>
        part is Condition.All { Parts.Length: > 1 } or Condition.Any { Parts.Length: > 1 }
            ? $"({Whole(part)})"
            : Whole(part);

    private string WordsOf(Condition.Comparison comparison)
    {
        var (field, seen) = (comparison.Field, facts.Get(comparison.Field));
        if (ScorecardMeasure.OfField(field.Name) is not { } measure)
        {
            var name = field.IsCertification ? $"certification '{field.Key}'" : field.Name;
            return $"{name} {Operators.Words(comparison.Operator, comparison.Value, element => Text(element, null))}";
        }

        var words = Operators.Words(comparison.Operator, comparison.Value, element => Text(element, measure.Unit));
        var title = char.ToLowerInvariant(measure.Title[0]) + measure.Title[1..];
        return seen.Number is { } number && comparison.Operator != Operators.Exists
            ? $"{title} {format(measure.Unit, number)} {words}"
            : $"{title} {words}";
    }

    private string Text(JsonElement element, ScorecardUnit? unit) =>
        element.ValueKind switch
        {
            JsonValueKind.Number when unit is { } of && element.TryGetDecimal(out var number) => format(of, number),
            JsonValueKind.String => $"'{element.GetString()}'",
            _ => element.GetRawText(),
        };
}
