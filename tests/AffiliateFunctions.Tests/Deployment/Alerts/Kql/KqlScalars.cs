using System.Globalization;
using System.Text.RegularExpressions;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>The value of an expression for a row.</summary>
internal static class KqlScalars
{
    public static object? Of(KqlExpression expression, IReadOnlyDictionary<string, object?> row) =>
        expression switch
        {
            KqlExpression.Literal literal => literal.Value,
            KqlExpression.Column column => row.TryGetValue(column.Name, out var value)
                ? value
                : throw new NotSupportedException($"The column '{column.Name}' is not known."),
            KqlExpression.Element element => (
                (IReadOnlyDictionary<string, string>?)Of(element.Bag, row)
            )?.GetValueOrDefault(element.Key),
            KqlExpression.Call call => Of(call.Function, [.. call.Arguments.Select(argument => Of(argument, row))]),
            KqlExpression.Operation operation => Of(
                operation.Operator,
                Of(operation.Left, row),
                [.. operation.Right.Select(right => Of(right, row))]
            ),
            _ => throw new NotSupportedException($"The expression '{expression}' is not known."),
        };

    /// <summary>
    /// A quotient. That of two whole numbers is a whole number
    /// (https://learn.microsoft.com/kusto/query/numerical-operators#type-rules-for-arithmetic-operations).
    /// </summary>
    public static object? Quotient(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) or (_, 0L) => null,
            (long number, long divisor) => number / divisor,
            _ => Number(left) / Number(right),
        };

    public static double Number(object value) =>
        value is long or double
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : throw new NotSupportedException($"'{value}' is not a number.");

    private static object? Of(string name, object? left, IReadOnlyList<object?> right) =>
        name switch
        {
            "==" => AreEqual(left, right[0]),
            "!=" => left is null && right[0] is null ? null : AreEqual(left, right[0]) is false,
            ">=" => IsAtLeast(left, right[0]),
            "/" => Quotient(left, right[0]),
            "in" => right.Any(value => AreEqual(left, value) is true),
            "has" => KqlText.Has(Text(left), Text(right[0])),
            "has_any" => right.Any(term => KqlText.Has(Text(left), Text(term))),
            "startswith" => KqlText.StartsWith(Text(left), Text(right[0])),
            _ => throw new NotSupportedException($"The operator '{name}' is not known."),
        };

    // https://learn.microsoft.com/kusto/query/scalar-functions
    private static object? Of(string function, IReadOnlyList<object?> arguments) =>
        (function, arguments) switch
        {
            ("tostring", [var value]) => Text(value),
            ("toint", [var value]) => ToWhole(value),
            ("todatetime", [var value]) => ToTime(value),
            ("isnotnull", [var value]) => value is not null,
            ("extract", [string pattern, long group, var text]) => Regex
                .Match(Text(text), pattern)
                .Groups[(int)group]
                .Value,
            ("datetime_diff", ["second", var later, var earlier]) => Seconds(later) - Seconds(earlier),
            ("bin", [DateTimeOffset time, TimeSpan size]) => new DateTimeOffset(
                time.UtcTicks - (time.UtcTicks % size.Ticks),
                TimeSpan.Zero
            ),
            _ => throw new NotSupportedException($"The function '{function}' with these arguments is not known."),
        };

    // https://learn.microsoft.com/kusto/query/scalar-data-types/null-values#equality-and-inequality-of-null-values
    private static bool? AreEqual(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => null,
            (null, _) or (_, null) => false,
            (long or double, long or double) => Number(left).Equals(Number(right)),
            _ when left.GetType() == right.GetType() => left.Equals(right),
            _ => throw new NotSupportedException($"'{left}' and '{right}' are not of one type."),
        };

    private static bool? IsAtLeast(object? left, object? right) =>
        left is null || right is null ? null : Number(left) >= Number(right);

    // A text is never null (https://learn.microsoft.com/kusto/query/scalar-data-types/string).
    private static string Text(object? value) =>
        value switch
        {
            null => string.Empty,
            string text => text,
            _ => throw new NotSupportedException($"The text of '{value}' is not known."),
        };

    private static long? ToWhole(object? value) =>
        long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static DateTimeOffset? ToTime(object? value) =>
        DateTimeOffset.TryParse(
            Text(value),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    // datetime_diff counts the beginnings of seconds between both times
    // (https://learn.microsoft.com/kusto/query/datetime-diff-function).
    private static long? Seconds(object? time) => ((DateTimeOffset?)time)?.ToUnixTimeSeconds();
}
