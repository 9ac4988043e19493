using System.Text;
using static Affiliate.Domain.Tests.Payouts.Files.NachaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>
/// The reader of ACH files notices every wrong column: each is changed alone, except those of texts and of fields that
/// mean something to the bank alone.
/// </summary>
public sealed class NachaReaderTests
{
    // Of each record type: the columns whose text is free, as the layouts name them.
    private static readonly Dictionary<char, (int First, int Last)[]> FreeTexts = new()
    {
        // Immediate destination name, immediate origin name.
        ['1'] = [(41, 86)],
        // Company name and discretionary data, entry description, descriptive date.
        ['5'] = [(5, 40), (54, 69)],
        // Identification and name.
        ['6'] = [(40, 76)],
        // Payment related information.
        ['7'] = [(4, 83)],
        ['8'] = [],
        ['9'] = [],
    };

    // Digits that may be others: origin, date and time, identifiers of a file and company, checking or savings, account
    // number, the sequence of a trace number.
    private static readonly Dictionary<char, (int First, int Last)[]> FreeDigits = new()
    {
        ['1'] = [(14, 34), (41, 86)],
        ['5'] = [(5, 40), (54, 75)],
        ['6'] = [(2, 2), (13, 29), (40, 76), (88, 94)],
        ['7'] = [(4, 83)],
        ['8'] = [],
        ['9'] = [],
    };

    [Fact]
    public void A_letter_in_any_column_that_is_no_text_is_refused() =>
        AssertEachColumnIsRead(_ => 'x', FreeTexts, isChanged: _ => true);

    [Fact]
    public void Another_digit_in_any_field_that_others_repeat_or_add_up_is_refused() =>
        AssertEachColumnIsRead(digit => digit == '9' ? '0' : (char)(digit + 1), FreeDigits, char.IsAsciiDigit);

    [Theory]
    [InlineData("no last line end", 0)]
    [InlineData("line feeds alone", 1)]
    [InlineData("a record too few", 2)]
    [InlineData("a record too long", 3)]
    [InlineData("a letter outside of ASCII", 4)]
    [InlineData("an entry twice", 5)]
    public void Records_that_are_not_as_the_format_says_are_refused(string what, int way)
    {
        var text = Encoding.Latin1.GetString(File());
        var lines = text.Split("\r\n");
        string broken = way switch
        {
            0 => text[..^2],
            1 => text.Replace("\r\n", "\n", StringComparison.Ordinal),
            2 => string.Join("\r\n", lines.SkipLast(2).Append(string.Empty)),
            3 => string.Join("\r\n", lines.Select((line, number) => number == 2 ? line + " " : line)),
            4 => text.Replace("LOVELACE", "LOVELÄCE", StringComparison.Ordinal),
            _ => string.Join("\r\n", lines.SelectMany((line, number) => Enumerable.Repeat(line, number == 6 ? 2 : 1))),
        };
        Assert.True(broken != text, what);
        Assert.ThrowsAny<Exception>(() => NachaReader.Read(Encoding.Latin1.GetBytes(broken)));
    }

    private static void AssertEachColumnIsRead(
        Func<char, char> other,
        Dictionary<char, (int First, int Last)[]> free,
        Func<char, bool> isChanged
    )
    {
        NachaReader.Read(File());
        var text = Encoding.ASCII.GetString(File());
        var unread = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            var (record, column) = (at / 96, (at % 96) + 1);
            var type = text[record * 96];
            var isFree = column > 94 || free[type].Any(field => field.First <= column && column <= field.Last);
            if (isFree || !isChanged(text[at]))
            {
                continue;
            }

            var broken = string.Concat(text.AsSpan(0, at), [other(text[at])], text.AsSpan(at + 1));
            if (Record.Exception(() => NachaReader.Read(Encoding.ASCII.GetBytes(broken))) is null)
            {
                unread.Add($"record {record} of type {type}, column {column}");
            }
        }

        Assert.Empty(unread);
    }

    private static byte[] File() =>
        Write(
            Instructions.Ach("pay_202611_A1", reference: "Commissions 2026-11"),
            Instructions.Ach(
                "pay_202611_B2",
                "Lovelace and Sons",
                "011401533",
                "9876543210",
                amount: 50,
                isCompany: true
            )
        )
            .Sink.Files.Single()
            .Content;
}
