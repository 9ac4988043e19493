using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>How the app handles unavailable storage.</summary>
public sealed record StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>The delay of a message that is put back because tables are unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PutBackFor { get; init; } = TimeSpan.FromSeconds(30);
}
