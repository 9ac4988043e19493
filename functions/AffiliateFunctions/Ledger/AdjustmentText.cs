using System.Globalization;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Ledger;

/// <summary>The text of an adjustment's line in payouts and statements.</summary>
public static partial class AdjustmentText
{
    /// <summary>The kind of what was owed to a partner before the program came here.</summary>
    internal const string OpeningBalance = "opening_balance";

    private const int MaxReason = 200;

    /// <summary>
    /// Returns the text, such as <c>Bonus (adj_…) of 2026-11-05: ten deals in a quarter</c>. A long reason is cut.
    /// </summary>
    public static string Of(string kind, AdjustmentId id, DateTimeOffset at, string? reason) =>
        string.Create(CultureInfo.InvariantCulture, $"{NameOf(kind)} ({id}) of {at:yyyy-MM-dd}")
        + (reason is null ? string.Empty : $": {Cut(LineText.Of(reason))}");

    /// <summary>Returns the text of a line without its reason, which may name a person. Other texts stay.</summary>
    public static string WithoutReason(string text) => Line().Match(text) is { Success: true } line ? line.Value : text;

    /// <summary>Returns the kind as it begins a sentence: <c>Write-off</c>.</summary>
    public static string NameOf(string kind)
    {
        var words = kind.Replace('_', kind == OpeningBalance ? ' ' : '-');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Cut(string reason) => reason.Length <= MaxReason ? reason : $"{reason[..(MaxReason - 1)]}…";

    [GeneratedRegex(@"^[A-Z][a-z -]+ \(adj_\w+\) of \d{4}-\d{2}-\d{2}(?=: )", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
