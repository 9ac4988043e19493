using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>Settings of the screens of clicks and leads.</summary>
public sealed record ScreeningOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The number of clicks, and of leads, of one partner from one network within an hour that are accepted before a
    /// person looks at more.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MostFromNetwork { get; init; } = 100;
}
