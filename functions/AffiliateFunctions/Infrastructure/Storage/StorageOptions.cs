using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>How the app bears with storage.</summary>
public sealed record StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>How long a message is away that could not be worked on because tables did not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PutBackFor { get; init; } = TimeSpan.FromSeconds(30);
}
