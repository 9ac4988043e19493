using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// A comparison of one field, prepared for fast tests. Whole numbers are tested with a range or a set of whole numbers,
/// texts with a set of texts, and instants with a range of ticks. Any other value is tested by the comparison itself.
/// </summary>
internal sealed class CompiledComparison
{
    private readonly Condition.Comparison comparison;
    private readonly object tracedValue;
    private readonly Form form;
    private readonly bool isNegated;
    private readonly IntegerRange range;
    private readonly string? text;
    private readonly FrozenSet<string> texts = [];
    private readonly FrozenSet<long> integers = [];

    /// <param name="comparison">The comparison.</param>
    /// <param name="slot">The slot of the comparison's field.</param>
    public CompiledComparison(Condition.Comparison comparison, int slot)
    {
        (this.comparison, tracedValue, Slot) = (comparison, comparison.Value, slot);
        var value = comparison.Value;
        isNegated = comparison.Operator is "not_equals" or "not_in";
        if (RangeOf(comparison.Operator, value) is { } found)
        {
            (form, range) = (
                value.ValueKind == JsonValueKind.String || IsOfTexts(value) ? Form.Instants : Form.Integers,
                found
            );
        }
        else if (TextsOf(comparison) is { } wanted)
        {
            form = Form.Texts;
            text = wanted.Count == 1 ? wanted[0] : null;
            texts = wanted.Count == 1 ? [] : wanted.ToFrozenSet(StringComparer.Ordinal);
            integers = wanted.Select(WrittenInteger).OfType<long>().ToFrozenSet();
        }
        else if (
            comparison.Operator is "in" or "not_in"
            && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Number)
        )
        {
            form = Form.Numbers;
            integers = value
                .EnumerateArray()
                .Select(element => element.GetDecimal())
                .Where(IsInteger)
                .Select(decimal.ToInt64)
                .ToFrozenSet();
        }
    }

    private enum Form : byte
    {
        Other,
        Integers,
        Numbers,
        Texts,
        Instants,
    }

    /// <summary>The slot of the comparison's field.</summary>
    public int Slot { get; }

    /// <summary>
    /// Returns the texts that a field must equal, for <c>equals</c> and <c>in</c> with only texts; null for any other
    /// comparison.
    /// </summary>
    public static IReadOnlyCollection<string>? RequiredTexts(Condition.Comparison comparison) =>
        comparison.Operator is "equals" or "in" ? TextsOf(comparison) : null;

    /// <summary>Whether the value of the field meets the comparison.</summary>
    public bool IsMet(ref FactSlot slot)
    {
        ref readonly var seen = ref slot.Value;
        switch (form)
        {
            case Form.Integers when slot.TryGetInteger(out var number):
                return range.Contains(number) != isNegated;
            case Form.Numbers when slot.TryGetInteger(out var number):
                return integers.Contains(number) != isNegated;
            case Form.Texts when seen.TextOrNull is { } held:
                return (text is not null ? string.Equals(held, text, StringComparison.Ordinal) : texts.Contains(held))
                    != isNegated;
            case Form.Texts when seen.TryGetInteger(out var number):
                return integers.Contains(number) != isNegated;
            case Form.Instants:
                return slot.TryGetInstant(out var ticks) && range.Contains(ticks);
            default:
                return comparison.IsMet(seen);
        }
    }

    /// <summary>Returns the result of the comparison as a trace.</summary>
    public ConditionTrace Trace(in FieldValue seen, bool isMet) =>
        new(comparison.Field.Name, comparison.Operator, tracedValue, seen.Seen, isMet);

    // The range consists of whole numbers, or of UTC ticks for instants.
    private static IntegerRange? RangeOf(string name, JsonElement value) =>
        (name, value.ValueKind) switch
        {
            ("equals" or "not_equals", JsonValueKind.Number) => IntegerRange.Between(
                value.GetDecimal(),
                value.GetDecimal()
            ),
            ("gt" or "gte", _) => IntegerRange.Above(Bound(value), isInclusive: name == "gte"),
            ("lt" or "lte", _) => IntegerRange.Below(Bound(value), isInclusive: name == "lte"),
            ("between", _) => IntegerRange.Between(Bound(value[0]), Bound(value[1])),
            _ => null,
        };

    private static decimal Bound(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
            ? value.GetDecimal()
            : Instants.Read(value.GetString()!)!.Value.UtcTicks;

    private static bool IsOfTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value[0].ValueKind == JsonValueKind.String;

    private static List<string>? TextsOf(Condition.Comparison comparison)
    {
        JsonElement[] elements = comparison.Operator switch
        {
            "equals" or "not_equals" => [comparison.Value],
            "in" or "not_in" => [.. comparison.Value.EnumerateArray()],
            _ => [],
        };
        var texts = elements.Select(Operators.TextOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return texts.Count > 0 && elements.All(element => element.ValueKind != JsonValueKind.Number) ? texts : null;
    }

    // A number in the event is compared as text in its shortest form.
    private static long? WrittenInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && FieldValue.Of(number).Text == text
            ? number
            : null;

    private static bool IsInteger(decimal number) =>
        number is >= long.MinValue and <= long.MaxValue && decimal.IsInteger(number);
}
