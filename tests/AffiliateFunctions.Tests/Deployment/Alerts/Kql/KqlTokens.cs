using System.Text.RegularExpressions;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>Reads the tokens of a query one after the other. Comments are skipped.</summary>
internal sealed partial class KqlTokens(string query)
{
    private readonly Queue<Match> rest = new(Split(query));

    /// <summary>Whether all tokens are read.</summary>
    public bool AtEnd => rest.Count == 0;

    /// <summary>Reads the next token, of whatever kind.</summary>
    public KqlToken Take() =>
        rest.TryDequeue(out var match) ? TokenOf(match) : throw new FormatException("The query ends too early.");

    /// <summary>Reads a symbol or a word if it is the next token.</summary>
    public bool TryTake(string text)
    {
        var isNext = rest.TryPeek(out var match) && match.Value == text;
        if (isNext)
        {
            rest.Dequeue();
        }

        return isNext;
    }

    /// <summary>Reads a symbol that must be the next token.</summary>
    public void Expect(string text)
    {
        if (Take() is var token && token.Text != text)
        {
            throw new NotSupportedException($"'{token.Text}' is not known here, where '{text}' is.");
        }
    }

    /// <summary>Reads a name that must be the next token.</summary>
    public string TakeName() =>
        Take() is { Kind: KqlTokenKind.Name } name
            ? name.Text
            : throw new FormatException("A name of a table, column or function is missing.");

    private static IEnumerable<Match> Split(string query)
    {
        for (var match = Token().Match(query); match.Success; match = match.NextMatch())
        {
            if (match.Groups["unknown"].Success)
            {
                throw new NotSupportedException($"The character '{match.Value}' is not known.");
            }

            if (!match.Groups["skipped"].Success)
            {
                yield return match;
            }
        }
    }

    private static KqlToken TokenOf(Match match)
    {
        var kind = Enum.GetValues<KqlTokenKind>().First(kind => match.Groups[$"{kind}"].Success);
        return new KqlToken(kind, kind == KqlTokenKind.Text ? match.Value[1..^1] : match.Value);
    }

    [GeneratedRegex(
        """
            (?<skipped>\s+|//[^\n]*)
            |(?<Text>"[^"\\\n]*")
            |(?<Timespan>\d+[smhd]\b)
            |(?<Number>\d+\b)
            |(?<Name>[A-Za-z_]\w*)
            |(?<Symbol>==|!=|>=|[|,()\[\]=/])
            |(?<unknown>.)
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Token();
}

/// <summary>A token of a query; a text is without its quotation marks.</summary>
internal sealed record KqlToken(KqlTokenKind Kind, string Text);

/// <summary>Kinds of tokens.</summary>
internal enum KqlTokenKind
{
    Text,
    Timespan,
    Number,
    Name,
    Symbol,
}
