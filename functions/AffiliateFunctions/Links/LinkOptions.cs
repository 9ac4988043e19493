using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Links;

/// <summary>Settings of partner links.</summary>
public sealed record LinkOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The header in which the front end tells a visitor's country, such as <c>CF-IPCountry</c>; callers must not be
    /// able to send it themselves. Without it clicks have no country.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9-]{1,100}$")]
    public string? CountryHeader { get; init; }

    /// <summary>
    /// Where a link with an unknown code leads when there are several programs; with one program it is that program's
    /// site. Without it the visitor is told that the link leads nowhere.
    /// </summary>
    public string? FallbackUrl { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        FallbackUrl is null || WebAddress.IsSite(FallbackUrl)
            ? []
            :
            [
                new ValidationResult(
                    "Tracking:FallbackUrl must be an absolute https or http address.",
                    [nameof(FallbackUrl)]
                ),
            ];
}
