using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Links;

/// <summary>Settings of partner links.</summary>
public sealed record LinkOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The header in which the front end reports a visitor's country, such as <c>CF-IPCountry</c>. Callers must not be
    /// able to send this header themselves. Without it clicks have no country.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9-]{1,100}$")]
    public string? CountryHeader { get; init; }

    /// <summary>
    /// The destination of a link with an unknown code if there are several programs; with one program the destination
    /// is that program's site. Without it the visitor sees that the link has no destination.
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
