using System.Text.Json;

namespace Testing.Answers;

/// <summary>A commission. Amounts are in minor units.</summary>
public sealed record CommissionJson(
    string Id,
    string PartnerId,
    string EventId,
    string Rule,
    int RulesVersion,
    long BaseAmount,
    long Amount,
    long ReversedAmount,
    string Currency,
    string Status,
    DateTimeOffset DueAt,
    DateTimeOffset CreatedAt,
    string? CustomerId = null,
    IReadOnlyList<int>? Lines = null,
    string? HoldReason = null,
    string? Link = null,
    string? SubId = null
);

/// <summary>How a commission came about.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace, which says why the amount is what it is.</param>
/// <param name="Reversals">What was taken back and put back, each with its trace.</param>
public sealed record ExplanationJson(
    CommissionJson Commission,
    JsonElement Trace,
    IReadOnlyList<JsonElement> Reversals
);

/// <summary>A posting of the ledger. The postings of one cause sum to zero.</summary>
public sealed record PostingJson(string Cause, string Account, string CommissionId, long Amount, string Currency);

/// <summary>What a partner is owed and was paid, in minor units.</summary>
public sealed record BalanceJson(
    long Held,
    long Pending,
    long Payable,
    long InPayout,
    long Paid,
    long Negative,
    string Currency
);

/// <summary>Whether a replay of the ledger agrees with its totals.</summary>
/// <param name="Ok">Whether it does.</param>
/// <param name="Partners">How many partners were replayed.</param>
/// <param name="Postings">How many postings were replayed.</param>
/// <param name="Mismatches">The differences, in words.</param>
public sealed record LedgerVerificationJson(bool Ok, int Partners, long Postings, IReadOnlyList<string> Mismatches);

/// <summary>An adjustment by hand. Amounts are in minor units.</summary>
public sealed record AdjustmentJson(
    string Id,
    string Kind,
    string Status,
    string PartnerId,
    string Currency,
    string Reason,
    DateTimeOffset RequestedAt,
    long? Amount = null,
    string? CommissionId = null,
    string? CustomerId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? EffectiveFrom = null,
    string? ReasonCode = null,
    string? PreparedBy = null,
    string? DecidedBy = null,
    DateTimeOffset? DecidedAt = null,
    string? DecisionReason = null,
    long? Before = null,
    long? After = null,
    string? NotAppliedBecause = null
);
