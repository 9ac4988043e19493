using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.PartnerPages;

/// <summary>Settings of the partners' pages.</summary>
public sealed record PartnerPageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "PartnerPages";

    /// <summary>The number of links to sign in that one network can ask for in an hour.</summary>
    [Range(1, 100_000)]
    public int SignInsPerNetworkAndHour { get; init; } = 60;
}
