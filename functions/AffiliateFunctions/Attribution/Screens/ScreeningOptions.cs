using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>Settings for the screens of clicks and leads.</summary>
public sealed record ScreeningOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The number of clicks, and of leads, of one partner from one network within an hour that are accepted without a
    /// check. Further ones are checked by a person.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MostFromNetwork { get; init; } = 100;
}
