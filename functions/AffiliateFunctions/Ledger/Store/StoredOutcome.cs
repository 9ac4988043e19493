using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>What an event did to one partner's ledger, kept under the event's name so that it does it once.</summary>
/// <param name="Outcome">What came of it, with the commissions of this ledger.</param>
public sealed record StoredOutcome(EffectOutcome Outcome)
{
    /// <summary>The commissions that the event made or changed in this partner's ledger.</summary>
    [JsonIgnore]
    public IReadOnlyList<CommissionId> Own => Outcome.Commissions;

    /// <summary>What the other credited partners get, to be stored in their ledgers.</summary>
    public StoredShares? Shares { get; init; }

    /// <summary>How the rules came to pay nothing, as JSON, compressed; null where they pay.</summary>
    public byte[]? Trace { get; init; }

    /// <summary>The try that it is the outcome of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    /// <summary>What the event has used of its customer's caps, or null where there are none.</summary>
    public CustomerCapUse? CustomerCapUse { get; init; }

    /// <summary>
    /// What the event added to the partner's counters; stored beside the outcome, and read by itself.
    /// </summary>
    [JsonIgnore]
    public Counted? Counted { get; init; }

    /// <summary>
    /// Of a sale that has changed: what it counts now, with what was counted before and what the changes added; null
    /// for one that has not.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Counted? CountedNow { get; init; }

    /// <summary>The number of the change that <see cref="CountedNow"/> is by; 0 where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ChangeSequence { get; init; }

    /// <summary>Whether a later try of the event begins anew: a rejected one has changed nothing.</summary>
    public bool IsOpenTo(LedgerEffect effect) =>
        Outcome.Status == EffectStatus.Rejected && effect is ConversionEffect retried && retried.Attempt > Attempt;

    /// <summary>An outcome with the commissions that it granted.</summary>
    public static StoredOutcome Of(EffectStatus status, string? reason = null, params IEnumerable<CommissionId> own) =>
        new(new EffectOutcome(status, reason, [.. own]));
}

/// <summary>A commission with the trace that explains it.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace; null for a line that corrects another.</param>
public sealed record NewCommission(Commission Commission, CommissionTrace? Trace);
