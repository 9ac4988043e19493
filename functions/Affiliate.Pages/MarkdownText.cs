using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Affiliate.Pages;

/// <summary>
/// Converts Markdown (CommonMark, https://spec.commonmark.org) to HTML that can stand in a page. HTML in the text is
/// shown as text. Images become links, because a page loads nothing, and links lead only to web and e-mail addresses.
/// </summary>
public static class MarkdownText
{
    // The heading of the page is the only one of the first level.
    private const int FirstHeading = 2;
    private const int LastHeading = 6;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .Build();

    private static readonly string[] Schemes = ["https://", "http://", "mailto:"];

    /// <summary>The HTML of the text.</summary>
    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(heading.Level + FirstHeading - 1, LastHeading);
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.IsImage = false;
            if (!IsAllowed(link.Url))
            {
                link.MoveChildrenAfter(link);
                link.Remove();
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !IsAllowed(link)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        return document.ToHtml(Pipeline);
    }

    private static bool IsAllowed(AutolinkInline link) => link.IsEmail || IsAllowed(link.Url);

    private static bool IsAllowed(string? address) =>
        address is not null && Schemes.Any(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}
