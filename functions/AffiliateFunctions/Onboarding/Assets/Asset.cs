using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>A material that a program gives its partners. It has either an address or a text.</summary>
/// <param name="Name">The name, such as <c>Logo for dark pages</c>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Url">The https address, on the host of the program's website or on an allowed destination.</param>
/// <param name="Text">The text to copy, for an asset of the kind <c>text</c>.</param>
/// <param name="Description">What the asset is for, or null.</param>
public sealed record Asset(
    string Name,
    AssetKind Kind,
    string? Url = null,
    [property: DataType(DataType.MultilineText)] string? Text = null,
    string? Description = null
)
{
    /// <summary>
    /// Whether the asset can be given to partners of the program: its address is on a host that the program allows. A
    /// text can always be given.
    /// </summary>
    internal bool IsAllowedBy(AffiliateProgram program) =>
        Url is null || (WebAddress.IsSecureSite(Url) && program.AllowsDestination(new Uri(Url)));
}

/// <summary>The kinds of assets.</summary>
public enum AssetKind
{
    /// <summary>The program's logo.</summary>
    Logo,

    /// <summary>A picture to place on a site.</summary>
    Banner,

    /// <summary>A text to copy.</summary>
    Text,

    /// <summary>A document, such as a presentation.</summary>
    Document,

    /// <summary>A page, such as a press kit.</summary>
    Link,
}
