using System.Globalization;

namespace Testing.Tables.Filters;

/// <summary>Reads the expressions of <c>$filter</c>.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities.</remarks>
internal sealed class FilterParser
{
    private readonly string text;
    private int position;

    private FilterParser(string text) => this.text = text;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="TableFault">The text is no expression.</exception>
    public static Filter Parse(string text)
    {
        var parser = new FilterParser(text);
        try
        {
            var filter = parser.ReadOr();
            return parser.AtEnd() ? filter : throw parser.Unexpected();
        }
        catch (FormatException)
        {
            throw parser.Unexpected();
        }
    }

    private Filter ReadOr()
    {
        var left = ReadAnd();
        while (TryTake("or"))
        {
            left = new OrFilter(left, ReadAnd());
        }

        return left;
    }

    private Filter ReadAnd()
    {
        var left = ReadNot();
        while (TryTake("and"))
        {
            left = new AndFilter(left, ReadNot());
        }

        return left;
    }

    private Filter ReadNot()
    {
        if (TryTake("not"))
        {
            return new NotFilter(ReadNot());
        }

        if (!TryTakeCharacter('('))
        {
            return ReadComparison();
        }

        var inner = ReadOr();
        return TryTakeCharacter(')') ? inner : throw Unexpected();
    }

    private ComparisonFilter ReadComparison()
    {
        var column = ReadWord();
        var comparison = ReadWord();
        return comparison is "eq" or "ne" or "gt" or "ge" or "lt" or "le"
            ? new(column, comparison, ReadConstant())
            : throw Unexpected();
    }

    private object ReadConstant()
    {
        if (PeekCharacter() == '\'')
        {
            return ReadString();
        }

        var word = ReadWord();
        if (PeekCharacter() == '\'')
        {
            var quoted = ReadString();
            return word switch
            {
                "datetime" => DateTimeOffset.Parse(
                    quoted,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
                ),
                "guid" => Guid.Parse(quoted),
                "X" or "binary" => Convert.FromHexString(quoted),
                _ => throw Unexpected(),
            };
        }

        return word switch
        {
            "true" => true,
            "false" => false,
            [.. var digits, 'L'] => long.Parse(digits, CultureInfo.InvariantCulture),
            _ when int.TryParse(word, CultureInfo.InvariantCulture, out var number) => number,
            _ => double.Parse(word, CultureInfo.InvariantCulture),
        };
    }

    // A text between apostrophes; two of them stand for one.
    private string ReadString()
    {
        var start = ++position;
        while (true)
        {
            var end = text.IndexOf('\'', position);
            if (end < 0)
            {
                throw Unexpected();
            }

            position = end + 1;
            if (position == text.Length || text[position] != '\'')
            {
                return text[start..end].Replace("''", "'", StringComparison.Ordinal);
            }

            position++;
        }
    }

    private string ReadWord()
    {
        var end = EndOfWord();
        var word = text[position..end];
        position = end;
        return word.Length > 0 ? word : throw Unexpected();
    }

    private bool TryTake(string word)
    {
        var end = EndOfWord();
        if (!text.AsSpan(position, end - position).SequenceEqual(word))
        {
            return false;
        }

        position = end;
        return true;
    }

    private bool TryTakeCharacter(char character)
    {
        if (PeekCharacter() != character)
        {
            return false;
        }

        position++;
        return true;
    }

    private bool AtEnd() => PeekCharacter() is null;

    private int EndOfWord()
    {
        PeekCharacter();
        var end = text.AsSpan(position).IndexOfAny(" ()'");
        return end < 0 ? text.Length : position + end;
    }

    // The next character that is no space.
    private char? PeekCharacter()
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        return position < text.Length ? text[position] : null;
    }

    private TableFault Unexpected() =>
        TableFault.InvalidInput($"The filter cannot be read at its character {position}: {text}");
}
