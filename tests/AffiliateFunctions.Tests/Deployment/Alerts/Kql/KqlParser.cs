using System.Globalization;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>
/// Reads a query: a table, and the operators through which its rows go
/// (https://learn.microsoft.com/kusto/query/tabular-expression-statements).
/// </summary>
internal sealed class KqlParser(string text)
{
    private readonly KqlTokens tokens = new(text);

    public KqlQuery Parse()
    {
        var (table, operators) = (tokens.TakeName(), new List<KqlOperator>());
        while (!tokens.AtEnd)
        {
            tokens.Expect("|");
            operators.Add(Operator(tokens.TakeName()));
        }

        return new KqlQuery(table, operators);
    }

    private KqlOperator Operator(string name) =>
        name switch
        {
            "where" => new KqlWhere(Expression()),
            "extend" => new KqlExtend(Named()),
            "summarize" => new KqlSummarize(Named(), Groups()),
            _ => throw new NotSupportedException($"The operator '{name}' is not known."),
        };

    private KqlColumn Named()
    {
        var name = tokens.TakeName();
        tokens.Expect("=");
        return new KqlColumn(name, Expression());
    }

    private List<KqlColumn> Groups()
    {
        var groups = new List<KqlColumn>();
        tokens.Expect("by");
        do
        {
            groups.Add(Group(Expression()));
        } while (tokens.TryTake(","));

        return groups;
    }

    // A column of a group keeps its name, also where its values are rounded.
    private static KqlColumn Group(KqlExpression group) =>
        group switch
        {
            KqlExpression.Column column => new KqlColumn(column.Name, group),
            KqlExpression.Call { Function: "bin", Arguments: [KqlExpression.Column column, _] } => new KqlColumn(
                column.Name,
                group
            ),
            _ => throw new NotSupportedException($"A group by '{group}' has no name that is known."),
        };

    private KqlExpression Expression()
    {
        var left = Value();
        foreach (var name in new[] { "==", "!=", ">=", "/", "has", "startswith" })
        {
            if (tokens.TryTake(name))
            {
                return new KqlExpression.Operation(name, left, [Value()]);
            }
        }

        foreach (var name in new[] { "in", "has_any" })
        {
            if (tokens.TryTake(name))
            {
                tokens.Expect("(");
                return new KqlExpression.Operation(name, left, Arguments());
            }
        }

        return left;
    }

    private KqlExpression Value()
    {
        var token = tokens.Take();
        KqlExpression value = token.Kind switch
        {
            KqlTokenKind.Text => new KqlExpression.Literal(token.Text),
            KqlTokenKind.Number => new KqlExpression.Literal(long.Parse(token.Text, CultureInfo.InvariantCulture)),
            KqlTokenKind.Timespan => new KqlExpression.Literal(Timespan(token.Text)),
            KqlTokenKind.Name when token.Text is "true" or "false" => new KqlExpression.Literal(token.Text == "true"),
            KqlTokenKind.Name when tokens.TryTake("(") => new KqlExpression.Call(token.Text, Arguments()),
            KqlTokenKind.Name => new KqlExpression.Column(token.Text),
            _ => throw new NotSupportedException($"'{token.Text}' is not known where a value begins."),
        };
        if (tokens.TryTake("["))
        {
            value = new KqlExpression.Element(value, tokens.Take().Text);
            tokens.Expect("]");
        }

        return value;
    }

    private List<KqlExpression> Arguments()
    {
        var arguments = new List<KqlExpression>();
        do
        {
            arguments.Add(Expression());
        } while (tokens.TryTake(","));

        tokens.Expect(")");
        return arguments;
    }

    // https://learn.microsoft.com/kusto/query/scalar-data-types/timespan#timespan-literals
    private static TimeSpan Timespan(string text)
    {
        var number = int.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
    }
}
