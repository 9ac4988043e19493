using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking;

/// <summary>How tracking sees the outside.</summary>
public sealed record TrackingOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The header in which the front end tells a visitor's country, such as <c>CF-IPCountry</c>; callers must not be able to send it
    /// themselves. Without it clicks have no country.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9-]{1,100}$")]
    public string? CountryHeader { get; init; }

    /// <summary>How many clicks, and how many leads, of one partner may come from one network in an hour before more are looked at by a person.</summary>
    [Range(1, 1_000_000)]
    public int MostFromNetwork { get; init; } = 100;

    /// <summary>
    /// Where a link with an unknown code leads when there are several programs; with one program it is that program's site. Without it
    /// the visitor is told that the link leads nowhere.
    /// </summary>
    public string? FallbackUrl { get; init; }

    /// <summary>
    /// How many requests of an instance may have their events applied before they are answered, at the same time. The
    /// events of any further request are applied by way of the queue; with 0 all events are.
    /// </summary>
    [Range(0, 100)]
    public int ApplyAtOnce { get; init; } = 4;

    /// <summary>
    /// How long the answer to such a request waits for its events to be applied. After that they go to the queue.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ApplyAtOnceFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        => FallbackUrl is null || WebAddress.IsSite(FallbackUrl)
            ? []
            : [new ValidationResult("Tracking:FallbackUrl must be an absolute https or http address.", [nameof(FallbackUrl)])];
}
