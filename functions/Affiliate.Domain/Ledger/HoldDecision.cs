namespace Affiliate.Domain.Ledger;

/// <summary>What a person decided about a held commission; a hold ends by nothing else.</summary>
/// <param name="Kind">The decision.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record HoldDecision(HoldDecisionKind Kind, string Actor, string Reason, DateTimeOffset At);

/// <summary>The decisions about a held commission.</summary>
public enum HoldDecisionKind
{
    /// <summary>It goes on as if it had never been held.</summary>
    Release,

    /// <summary>It ends; no won dispute brings it back.</summary>
    Reverse,
}
