using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;

namespace AffiliateFunctions.Onboarding;

/// <summary>A further link of a partner, for example for one of its placements.</summary>
/// <param name="Code">The code, unique over all programs like the partner's own.</param>
/// <param name="Name">The name by which the partner and the company know the link.</param>
/// <param name="SubId">The sub-id of the link's clicks, or null.</param>
/// <param name="To">The destination; null for the program's site.</param>
/// <param name="CreatedAt">When the link was added.</param>
public sealed record NamedLink(
    string Code,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The largest number of named links that a partner has at a time.</summary>
    public const int MaxLinks = 50;

    /// <summary>The largest number of named links that are kept, with the removed ones.</summary>
    public const int MaxKept = 200;

    /// <summary>When the link was removed; null for a link that works.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The origin of a touch by the link.</summary>
    /// <param name="subId">The sub-id that the touch names instead of the link's, or null.</param>
    public LinkOrigin OriginOf(string? subId) => new(Code, subId ?? SubId);
}
