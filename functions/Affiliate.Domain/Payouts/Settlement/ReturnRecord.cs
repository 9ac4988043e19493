using System.Globalization;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>A record of 94 characters of an ACH file, with its columns numbered as the layouts print them.</summary>
internal readonly record struct ReturnRecord(string Text, int Line)
{
    /// <summary>The record type.</summary>
    public char Type => Text[0];

    /// <summary>Whether the record fills the last block of the file.</summary>
    public bool IsFiller => Text.AsSpan().IndexOfAnyExcept('9') < 0;

    /// <summary>The columns from first to last, counted from 1, without spaces around them.</summary>
    public string Columns(int first, int last) => Text[(first - 1)..last].Trim();

    /// <summary>The columns from first to last as they are.</summary>
    public string RawColumns(int first, int last) => Text[(first - 1)..last];

    /// <summary>Reads a numeric field.</summary>
    public bool TryNumber(int first, int last, out long number) =>
        long.TryParse(
            Text.AsSpan(first - 1, last - first + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out number
        );

    /// <summary>A problem of a field of this record.</summary>
    public SettlementProblem Problem(string field, string message) => new(Line, field, message);
}
