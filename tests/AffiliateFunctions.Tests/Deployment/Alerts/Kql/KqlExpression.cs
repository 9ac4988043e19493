namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>An expression of a query.</summary>
internal abstract record KqlExpression
{
    /// <summary>A column.</summary>
    internal sealed record Column(string Name) : KqlExpression;

    /// <summary>A literal.</summary>
    internal sealed record Literal(object Value) : KqlExpression;

    /// <summary>A value of a bag, such as <c>customDimensions["key"]</c>.</summary>
    internal sealed record Element(KqlExpression Bag, string Key) : KqlExpression;

    /// <summary>A function, or an aggregate in <c>summarize</c>.</summary>
    internal sealed record Call(string Function, IReadOnlyList<KqlExpression> Arguments) : KqlExpression;

    /// <summary>An operator between two values, or between a value and a list.</summary>
    internal sealed record Operation(string Operator, KqlExpression Left, IReadOnlyList<KqlExpression> Right)
        : KqlExpression;
}
