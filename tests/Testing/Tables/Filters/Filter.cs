namespace Testing.Tables.Filters;

/// <summary>A condition on rows: an expression of <c>$filter</c>.</summary>
internal abstract class Filter
{
    /// <summary>Whether a row satisfies the condition.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Whether the query returns the row.</returns>
    public abstract bool Matches(Row row);

    /// <summary>The values of a key beyond which no row can satisfy the condition.</summary>
    /// <param name="keyColumn">PartitionKey or RowKey.</param>
    /// <returns>The keys that are worth a look.</returns>
    public virtual KeyRanges Keys(string keyColumn) => KeyRanges.All;
}

/// <summary>Both of two conditions.</summary>
internal sealed class AndFilter(Filter left, Filter right) : Filter
{
    public override bool Matches(Row row) => left.Matches(row) && right.Matches(row);

    public override KeyRanges Keys(string keyColumn) => left.Keys(keyColumn).And(right.Keys(keyColumn));
}

/// <summary>At least one of two conditions.</summary>
internal sealed class OrFilter(Filter left, Filter right) : Filter
{
    public override bool Matches(Row row) => left.Matches(row) || right.Matches(row);

    public override KeyRanges Keys(string keyColumn) => left.Keys(keyColumn).Or(right.Keys(keyColumn));
}

/// <summary>The opposite of a condition.</summary>
internal sealed class NotFilter(Filter inner) : Filter
{
    public override bool Matches(Row row) => !inner.Matches(row);
}

/// <summary>A comparison of a column with a constant. A row without the column satisfies none.</summary>
/// <param name="column">The name of the column.</param>
/// <param name="comparison">The operator.</param>
/// <param name="constant">The constant.</param>
internal sealed class ComparisonFilter(string column, string comparison, object constant) : Filter
{
    public override bool Matches(Row row) =>
        Compare(row.ValueOf(column), constant) is { } order
        && comparison switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            _ => order <= 0,
        };

    public override KeyRanges Keys(string keyColumn) =>
        keyColumn == column && constant is string key ? KeyRanges.Of(comparison, key) : KeyRanges.All;

    // Null where values of such types do not compare.
    private static int? Compare(object? value, object constant) =>
        (value, constant) switch
        {
            (string left, string right) => string.CompareOrdinal(left, right),
            (bool left, bool right) => left.CompareTo(right),
            (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
            (Guid left, Guid right) => string.CompareOrdinal(left.ToString(), right.ToString()),
            (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
            (int or long or double, int or long or double) => CompareNumbers(value, constant),
            _ => null,
        };

    private static int CompareNumbers(object left, object right) =>
        left is double || right is double
            ? Convert.ToDouble(left, null).CompareTo(Convert.ToDouble(right, null))
            : Convert.ToInt64(left, null).CompareTo(Convert.ToInt64(right, null));
}
