using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Onboarding;

/// <summary>Approved contract terms of a partner. They never change, except that they can be ended early.</summary>
/// <param name="Id">The id.</param>
/// <param name="Rules">The rules with their pay.</param>
/// <param name="From">From when the terms were asked for.</param>
/// <param name="Until">Until when the terms apply.</param>
/// <param name="ApprovedAt">When the terms were approved. They do not apply before.</param>
public sealed record PartnerContract(
    ContractId Id,
    JsonElement Rules,
    DateTimeOffset From,
    DateTimeOffset Until,
    DateTimeOffset ApprovedAt
)
{
    /// <summary>When the terms were ended before their last day; null if they were not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the terms begin to apply.</summary>
    [JsonIgnore]
    public DateTimeOffset BeginsAt => From > ApprovedAt ? From : ApprovedAt;

    /// <summary>When the terms cease to apply.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => EndedAt < Until ? EndedAt.Value : Until;

    /// <summary>Whether the terms apply to an event at the time.</summary>
    public bool IsInForceAt(DateTimeOffset time) => BeginsAt <= time && time < EndsAt;

    /// <summary>The terms as the rules use them.</summary>
    public ContractTerms ToTerms() => ContractTerms.Read(Id.Value, Rules);
}
