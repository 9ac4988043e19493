using System.Net;
using System.Text.RegularExpressions;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>Reads the tables of a page.</summary>
internal static partial class ConsoleTables
{
    /// <summary>The texts of each row, details in small print behind the text that they belong to.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> RowsOf(string html) =>
        [
            .. Bodies()
                .Matches(html)
                .SelectMany(body => Rows().Matches(body.Value))
                .Select(row => (IReadOnlyList<string>)[.. Cells().Matches(row.Value).Select(TextOf)]),
        ];

    private static string TextOf(Match cell) =>
        string.Join(
            ", ",
            Tags()
                .Split(cell.Groups["text"].Value)
                .Select(part => WebUtility.HtmlDecode(part).Trim())
                .Where(part => part.Length > 0)
        );

    [GeneratedRegex("<tbody.*?</tbody>", RegexOptions.Singleline)]
    private static partial Regex Bodies();

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[hd][^>]*>(?<text>.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cells();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
