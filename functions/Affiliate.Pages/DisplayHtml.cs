using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Affiliate.Pages;

/// <summary>
/// Applies <see cref="DisplayText"/> to the text of an HTML document. Tags and their attributes stay as they are,
/// because forms send them back, and so do the contents of scripts, styles and fields.
/// </summary>
internal static class DisplayHtml
{
    private const string Comment = "<!--";
    private const string EndOfComment = "-->";

    private static readonly string[] RawElements = ["script", "style", "textarea"];

    /// <summary>Returns the document with its text prepared for people.</summary>
    public static string Of(string html)
    {
        // The encoder writes every character outside of ASCII as &#x….
        if (!html.Contains("&#x", StringComparison.Ordinal) && !DisplayText.IsSpecial(html))
        {
            return html;
        }

        var shown = new StringBuilder(html.Length + 64);
        var at = 0;
        while (at < html.Length)
        {
            var tag = html.IndexOf('<', at);
            AppendText(shown, html[at..(tag < 0 ? html.Length : tag)]);
            if (tag < 0)
            {
                break;
            }

            at = EndOf(html, tag);
            shown.Append(html, tag, at - tag);
        }

        return shown.ToString();
    }

    // The position behind a tag; for an element whose content is no text, behind the content.
    private static int EndOf(string html, int tag)
    {
        if (html.AsSpan(tag).StartsWith(Comment, StringComparison.Ordinal))
        {
            var end = html.IndexOf(EndOfComment, tag, StringComparison.Ordinal);
            return end < 0 ? html.Length : end + EndOfComment.Length;
        }

        var raw = RawElements.FirstOrDefault(name =>
            html.AsSpan(tag + 1).StartsWith(name, StringComparison.OrdinalIgnoreCase)
        );
        if (raw is not null)
        {
            var close = html.IndexOf($"</{raw}", tag, StringComparison.OrdinalIgnoreCase);
            return close < 0 ? html.Length : close;
        }

        char? quote = null;
        for (var at = tag + 1; at < html.Length; at++)
        {
            switch (html[at])
            {
                case '>' when quote is null:
                    return at + 1;
                case '"' or '\'' when quote is null:
                    quote = html[at];
                    break;
                case var letter when letter == quote:
                    quote = null;
                    break;
            }
        }

        return html.Length;
    }

    private static void AppendText(StringBuilder shown, string encoded)
    {
        var text = WebUtility.HtmlDecode(encoded);
        var prepared = DisplayText.Of(text);
        shown.Append(ReferenceEquals(prepared, text) ? encoded : HtmlEncoder.Default.Encode(prepared));
    }
}
