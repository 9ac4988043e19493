namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>A step of a query, which makes a table of a table.</summary>
internal abstract record KqlOperator
{
    public abstract KqlTable Apply(KqlTable table);
}

/// <summary>A computed column.</summary>
internal sealed record KqlColumn(string Name, KqlExpression Value);

/// <summary>
/// Keeps the rows of which the condition is true; null is not
/// (https://learn.microsoft.com/kusto/query/where-operator).
/// </summary>
internal sealed record KqlWhere(KqlExpression Condition) : KqlOperator
{
    public override KqlTable Apply(KqlTable table) =>
        new([.. table.Rows.Where(row => KqlScalars.Of(Condition, row) is true)]);
}

/// <summary>Adds a column (https://learn.microsoft.com/kusto/query/extend-operator).</summary>
internal sealed record KqlExtend(KqlColumn Column) : KqlOperator
{
    public override KqlTable Apply(KqlTable table) =>
        new([
            .. table.Rows.Select(row => new Dictionary<string, object?>(row)
            {
                [Column.Name] = KqlScalars.Of(Column.Value, row),
            }),
        ]);
}

/// <summary>
/// Makes one row of the rows of each group; without rows there is no group
/// (https://learn.microsoft.com/kusto/query/summarize-operator).
/// </summary>
internal sealed record KqlSummarize(KqlColumn Aggregate, IReadOnlyList<KqlColumn> By) : KqlOperator
{
    public override KqlTable Apply(KqlTable table) =>
        new([
            .. table
                .Rows.GroupBy(row => By.Select(column => KqlScalars.Of(column.Value, row)).ToArray(), Keys.Comparer)
                .Select(group => RowOf(group.Key, [.. group])),
        ]);

    private Dictionary<string, object?> RowOf(
        IReadOnlyList<object?> key,
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows
    ) =>
        new(By.Zip(key, (column, value) => KeyValuePair.Create(column.Name, value)))
        {
            [Aggregate.Name] = KqlAggregates.Of(Aggregate.Value, rows),
        };

    private sealed class Keys : IEqualityComparer<object?[]>
    {
        public static Keys Comparer { get; } = new();

        public bool Equals(object?[]? x, object?[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(object?[] key) => key.Aggregate(0, HashCode.Combine);
    }
}
