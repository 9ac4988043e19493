using System.Security.Cryptography;
using System.Text;
using Affiliate.Pages.Models;

namespace Affiliate.Pages;

/// <summary>What a brand adds to a page: the stylesheet of its color, and the sources that the page may load.</summary>
public static class BrandStyle
{
    /// <summary>The CSS rules of the brand's color, which follow those of <see cref="SiteStyle"/>; null without a
    /// color.</summary>
    public static string? CssOf(Brand? brand) =>
        brand?.Color is { } color
            ? $":root{{--accent:{color.OnLight}}}"
                + $"@media (prefers-color-scheme:dark){{:root{{--accent:{color.OnDark}}}}}"
                + $"@media print{{:root{{--accent:{color.OnLight}}}}}"
            : null;

    /// <summary>The source expressions for the stylesheets of a page (https://www.w3.org/TR/CSP3/#external-hash).</summary>
    public static string StylesOf(Brand? brand) =>
        CssOf(brand) is { } css ? $"{SiteStyle.Source} {SourceOf(css)}" : SiteStyle.Source;

    /// <summary>
    /// The source expression for the logo: its address without the query
    /// (https://www.w3.org/TR/CSP3/#framework-directive-source-list). Null without a logo.
    /// </summary>
    public static string? LogoOf(Brand? brand) =>
        brand?.LogoUrl is { } address
            ? new Uri(address)
                .GetLeftPart(UriPartial.Path)
                .Replace(";", "%3B", StringComparison.Ordinal)
                .Replace(",", "%2C", StringComparison.Ordinal)
            : null;

    /// <summary>The source expression for a stylesheet.</summary>
    internal static string SourceOf(string css) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)))}'";
}
