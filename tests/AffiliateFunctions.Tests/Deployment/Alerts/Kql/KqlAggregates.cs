namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>
/// The aggregates of a group. Each ignores nulls
/// (https://learn.microsoft.com/kusto/query/scalar-data-types/null-values#null-values-and-aggregation-functions).
/// </summary>
internal static class KqlAggregates
{
    public static object? Of(KqlExpression expression, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows) =>
        expression switch
        {
            KqlExpression.Operation { Operator: "/", Right: [var right] } division => KqlScalars.Quotient(
                Of(division.Left, rows),
                Of(right, rows)
            ),
            KqlExpression.Call { Arguments: [var argument] } call => Of(
                call.Function,
                [.. rows.Select(row => KqlScalars.Of(argument, row)).OfType<object>()]
            ),
            _ => throw new NotSupportedException($"The aggregate '{expression}' is not known."),
        };

    // dcount estimates; for as few values as an alert counts its estimate is exact
    // (https://learn.microsoft.com/kusto/query/dcount-aggregation-function#estimation-accuracy).
    private static object? Of(string function, IReadOnlyList<object> values) =>
        function switch
        {
            "sum" when values.All(value => value is long) => values.Sum(value => (long)value),
            "sum" => values.Sum(KqlScalars.Number),
            "max" => values.Max(),
            "dcount" => (long)values.Distinct().Count(),
            _ => throw new NotSupportedException($"The aggregate '{function}' is not known."),
        };
}
