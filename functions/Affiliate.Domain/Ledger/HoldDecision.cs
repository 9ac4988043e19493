using System.Text.Json.Serialization;

namespace Affiliate.Domain.Ledger;

/// <summary>A person's decision about a held commission. Nothing else ends a hold.</summary>
/// <param name="Kind">The decision.</param>
/// <param name="Actor">The person who decided.</param>
/// <param name="Reason">The reason for the decision.</param>
/// <param name="At">The time of the decision.</param>
public sealed record HoldDecision(HoldDecisionKind Kind, string Actor, string Reason, DateTimeOffset At)
{
    /// <summary>The person that the caller says to act for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnBehalfOf { get; init; }

    /// <summary>
    /// Whether the commission is reversed for a fraud of its customer. Later commissions for this customer are held.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFraud { get; init; }
}

/// <summary>The decisions about a held commission.</summary>
public enum HoldDecisionKind
{
    /// <summary>The commission continues as if it had never been held.</summary>
    Release,

    /// <summary>The commission is reversed. A won dispute does not restore it.</summary>
    Reverse,
}
