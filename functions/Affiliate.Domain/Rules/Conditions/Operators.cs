using System.Text.Json;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>The operators: each makes a test from the rule's value, whose type decides how the field is compared.</summary>
internal static class Operators
{
    public const string Exists = "exists";

    private const string Scalar = "a string, a number or a boolean";
    private const string Array = "an array of strings, numbers or booleans that is not empty";
    private const string SomeText = "a string that is not empty";
    private const string Order = "a number, or a date or time of RFC 3339 in a string";
    private const string Pair = "an array of two numbers, or of two dates or times, the lower first";

    private static readonly Dictionary<string, (string Wanted, Func<JsonElement, Func<FieldValue, bool>?> Make)> Known = new(StringComparer.Ordinal)
    {
        ["equals"] = (Scalar, value => Equal(value) is { } equal ? seen => equal(seen) == true : null),
        ["not_equals"] = (Scalar, value => Equal(value) is { } equal ? seen => equal(seen) == false : null),
        ["in"] = (Array, value => Member(value) is { } member ? seen => member(seen) == true : null),
        ["not_in"] = (Array, value => Member(value) is { } member ? seen => member(seen) == false : null),
        ["contains"] = (SomeText, value => Text(value.Trimmed()) is { } part ? seen => seen.Text.Contains(part, StringComparison.Ordinal) : null),
        ["not_contains"] = (SomeText, value => Text(value.Trimmed()) is { } part ? seen => !seen.Text.Contains(part, StringComparison.Ordinal) : null),
        ["starts_with"] = (SomeText, value => Text(value.AsText()) is { } part ? seen => seen.Text.StartsWith(part, StringComparison.Ordinal) : null),
        ["ends_with"] = (SomeText, value => Text(value.AsText()) is { } part ? seen => seen.Text.EndsWith(part, StringComparison.Ordinal) : null),
        ["gt"] = (Order, value => Compare(value) is { } compare ? seen => compare(seen) > 0 : null),
        ["gte"] = (Order, value => Compare(value) is { } compare ? seen => compare(seen) >= 0 : null),
        ["lt"] = (Order, value => Compare(value) is { } compare ? seen => compare(seen) < 0 : null),
        ["lte"] = (Order, value => Compare(value) is { } compare ? seen => compare(seen) <= 0 : null),
        ["between"] = (Pair, Between),
        [Exists] = ("true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? ExistsTest(value.GetBoolean()) : null),
    };

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", Known.Keys);

    public static bool IsKnown(string? name) => name is not null && Known.ContainsKey(name);

    /// <summary>What kind of value the operator takes.</summary>
    public static string Wanted(string name) => Known[name].Wanted;

    /// <summary>The test, or null when the value is not of the kind.</summary>
    public static Func<FieldValue, bool>? Make(string name, JsonElement value) => Known[name].Make(value);

    private static Func<FieldValue, bool> ExistsTest(bool wanted) => seen => seen.IsMissing != wanted;

    /// <summary>True or false, or null when the field cannot be compared with such a value.</summary>
    private static Func<FieldValue, bool?>? Equal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => EqualText(value.GetString()!),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => seen => seen.Number is { } other ? other == number : null,
        JsonValueKind.True or JsonValueKind.False => EqualText(value.GetBoolean() ? "true" : "false"),
        _ => null,
    };

    private static Func<FieldValue, bool?> EqualText(string text) => seen => string.Equals(seen.Text, text, StringComparison.Ordinal);

    private static Func<FieldValue, bool?>? Member(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return null;
        }

        var members = value.EnumerateArray().Select(Equal).ToArray();
        return members.Contains(null) ? null : seen => AnyOf(members!, seen);
    }

    private static bool? AnyOf(Func<FieldValue, bool?>[] members, FieldValue seen)
    {
        bool? any = false;
        foreach (var member in members)
        {
            var same = member(seen);
            if (same == true)
            {
                return true;
            }

            any = same is null ? null : any;
        }

        return any;
    }

    private static Func<FieldValue, int?>? Compare(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? seen => seen.Number?.CompareTo(number)
            : value.ValueKind == JsonValueKind.String && Instants.Read(value.GetString()!) is { } instant ? seen => seen.Instant?.CompareTo(instant)
            : null;

    private static Func<FieldValue, bool>? Between(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2 || value[0].ValueKind != value[1].ValueKind
            || Compare(value[0]) is not { } from || Compare(value[1]) is not { } to || IsTurned(value))
        {
            return null;
        }

        return seen => from(seen) >= 0 && to(seen) <= 0;
    }

    private static bool IsTurned(JsonElement value) => value[0].ValueKind == JsonValueKind.Number
        ? value[0].GetDecimal() > value[1].GetDecimal()
        : Instants.Read(value[0].GetString()!) > Instants.Read(value[1].GetString()!);

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? AsText(this JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Trimmed(this JsonElement value) => value.AsText()?.Trim();
}
