using System.Collections.Frozen;
using System.Text.Json;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>Tests the value of a field.</summary>
/// <param name="seen">The value of the field.</param>
internal delegate bool FieldTest(in FieldValue seen);

/// <summary>
/// The operators of comparisons. Each operator creates a test from the rule's value, whose type decides how the field
/// is compared.
/// </summary>
internal static class Operators
{
    public const string Exists = "exists";

    private const string Scalar = "a string, a number or a boolean";
    private const string Array = "a non-empty array of strings, numbers or booleans";
    private const string SomeText = "a non-empty string";
    private const string Order = "a number, or an RFC 3339 date or time in a string";
    private const string Pair = "an array of two numbers, or of two dates or times, the lower first";

    private static readonly Dictionary<string, (string Wanted, Func<JsonElement, FieldTest?> Make)> Known = new(
        StringComparer.Ordinal
    )
    {
        ["equals"] = (Scalar, value => Equal(value)),
        ["not_equals"] = (Scalar, value => Unequal(value)),
        ["in"] = (Array, value => Member(value, wanted: true)),
        ["not_in"] = (Array, value => Member(value, wanted: false)),
        ["contains"] = (
            SomeText,
            value =>
                Text(value.Trimmed()) is { } part
                    ? (in seen) => seen.Text.Contains(part, StringComparison.Ordinal)
                    : null
        ),
        ["not_contains"] = (
            SomeText,
            value =>
                Text(value.Trimmed()) is { } part
                    ? (in seen) => !seen.Text.Contains(part, StringComparison.Ordinal)
                    : null
        ),
        ["starts_with"] = (
            SomeText,
            value =>
                Text(value.AsText()) is { } part
                    ? (in seen) => seen.Text.StartsWith(part, StringComparison.Ordinal)
                    : null
        ),
        ["ends_with"] = (
            SomeText,
            value =>
                Text(value.AsText()) is { } part
                    ? (in seen) => seen.Text.EndsWith(part, StringComparison.Ordinal)
                    : null
        ),
        ["gt"] = (Order, value => Ordered(value, less: false, equal: false, greater: true)),
        ["gte"] = (Order, value => Ordered(value, less: false, equal: true, greater: true)),
        ["lt"] = (Order, value => Ordered(value, less: true, equal: false, greater: false)),
        ["lte"] = (Order, value => Ordered(value, less: true, equal: true, greater: false)),
        ["between"] = (Pair, Between),
        [Exists] = (
            "true or false",
            value =>
                value.ValueKind is JsonValueKind.True or JsonValueKind.False ? ExistsTest(value.GetBoolean()) : null
        ),
    };

    /// <summary>The names of the operators, for messages.</summary>
    public static string Names => string.Join(", ", Known.Keys);

    public static bool IsKnown(string? name) => name is not null && Known.ContainsKey(name);

    /// <summary>Returns the kind of value that the operator requires.</summary>
    public static string Wanted(string name) => Known[name].Wanted;

    /// <summary>Creates the test, or returns null when the value is of the wrong kind.</summary>
    public static FieldTest? Make(string name, JsonElement value) => Known[name].Make(value);

    /// <summary>Returns the requirement of a comparison as text.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="value">The rule's value.</param>
    /// <param name="text">Formats a single value as text.</param>
    public static string Words(string name, JsonElement value, Func<JsonElement, string> text) =>
        name switch
        {
            "equals" => $"is {text(value)}",
            "not_equals" => $"is not {text(value)}",
            "in" => $"is one of {string.Join(", ", value.EnumerateArray().Select(text))}",
            "not_in" => $"is none of {string.Join(", ", value.EnumerateArray().Select(text))}",
            "contains" => $"contains {text(value)}",
            "not_contains" => $"does not contain {text(value)}",
            "starts_with" => $"starts with {text(value)}",
            "ends_with" => $"ends with {text(value)}",
            "gt" => $"is above {text(value)}",
            "gte" => $"is at least {text(value)}",
            "lt" => $"is below {text(value)}",
            "lte" => $"is at most {text(value)}",
            "between" => $"is between {text(value[0])} and {text(value[1])}",
            Exists => value.GetBoolean() ? "is known" : "is not known",
            _ => throw new ArgumentException($"There is no operator '{name}'.", nameof(name)),
        };

    /// <summary>
    /// Whether a list meets a comparison: one of its texts meets it, or none contradicts it if the operator excludes a
    /// value. A list contains a value that equals one of its texts.
    /// </summary>
    public static bool IsMetBy(IReadOnlyList<string> items, string name, JsonElement value, FieldTest test) =>
        name switch
        {
            "contains" => items.Contains(value.Trimmed()),
            "not_contains" => !items.Contains(value.Trimmed()),
            "not_equals" or "not_in" => items.All(item => test(item)),
            _ => items.Any(item => test(item)),
        };

    private static FieldTest ExistsTest(bool wanted) => (in seen) => seen.IsMissing != wanted;

    private static FieldTest? Equal(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDecimal(out var number) => (in seen) => seen.Number == number,
            _ => TextOf(value) is { } text ? (in seen) => seen.IsText(text) : null,
        };

    // A value that cannot be compared with a number is neither equal nor unequal to it.
    private static FieldTest? Unequal(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDecimal(out var number) => (in seen) =>
                seen.Number is { } other && other != number,
            _ => TextOf(value) is { } text ? (in seen) => !seen.IsText(text) : null,
        };

    private static FieldTest? Member(JsonElement value, bool wanted)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return null;
        }

        var texts = value.EnumerateArray().Select(TextOf).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        var elements = value.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Number).ToList();
        if (
            elements.Count + value.EnumerateArray().Count(node => TextOf(node) is not null) < value.GetArrayLength()
            || elements.Any(element => !element.TryGetDecimal(out _))
        )
        {
            return null;
        }

        var numbers = elements.Select(element => element.GetDecimal()).ToFrozenSet();
        return numbers.Count == 0
            ? (in seen) => texts.Contains(seen.Text) == wanted
            : (in seen) => IsMember(texts, numbers, seen) == wanted;
    }

    /// <summary>Whether the value is a member. Null when it is not, and cannot be compared with the numbers.</summary>
    private static bool? IsMember(FrozenSet<string> texts, FrozenSet<decimal> numbers, in FieldValue seen) =>
        texts.Contains(seen.Text) ? true
        : seen.Number is { } number ? numbers.Contains(number)
        : null;

    private static FieldTest? Ordered(JsonElement value, bool less, bool equal, bool greater)
    {
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
                ? (in seen) => seen.Number is { } other && Fits(other.CompareTo(number))
            : value.ValueKind == JsonValueKind.String && Instants.Read(value.GetString()!) is { } instant
                ? (in seen) => seen.Instant is { } other && Fits(other.CompareTo(instant))
            : null;

        bool Fits(int order) =>
            order < 0 ? less
            : order == 0 ? equal
            : greater;
    }

    private static FieldTest? Between(JsonElement value)
    {
        if (
            value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() != 2
            || Ordered(value[0], false, true, true) is null
            || Ordered(value[1], true, true, false) is null
            || value[0].ValueKind != value[1].ValueKind
            || IsTurned(value)
        )
        {
            return null;
        }

        if (value[0].ValueKind == JsonValueKind.Number)
        {
            var (from, to) = (value[0].GetDecimal(), value[1].GetDecimal());
            return (in seen) => seen.Number is { } number && number >= from && number <= to;
        }

        var (first, last) = (Instants.Read(value[0].GetString()!), Instants.Read(value[1].GetString()!));
        return (in seen) => seen.Instant is { } instant && instant >= first && instant <= last;
    }

    private static bool IsTurned(JsonElement value) =>
        value[0].ValueKind == JsonValueKind.Number
            ? value[0].GetDecimal() > value[1].GetDecimal()
            : Instants.Read(value[0].GetString()!) > Instants.Read(value[1].GetString()!);

    /// <summary>Returns the rule's value as the text that fields are compared with; null for a number.</summary>
    public static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? AsText(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Trimmed(this JsonElement value) => value.AsText()?.Trim();
}
