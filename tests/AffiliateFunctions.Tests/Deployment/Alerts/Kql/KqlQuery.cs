namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>
/// A query in the part of the Kusto Query Language that the queries of infra/azure use. An operator or a function that
/// is not known throws with its name: a query that needs another one extends this evaluator.
/// </summary>
internal sealed record KqlQuery(string Table, IReadOnlyList<KqlOperator> Operators)
{
    public static KqlQuery Parse(string text) => new KqlParser(text).Parse();

    /// <summary>Runs the query on the tables of that name.</summary>
    public KqlTable Run(Func<string, KqlTable> tables) =>
        Operators.Aggregate(tables(Table), (rows, step) => step.Apply(rows));
}
