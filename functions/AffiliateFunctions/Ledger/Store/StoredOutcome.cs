using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The outcome of an event in one partner's ledger, stored under the event's id so that the event is applied once.
/// </summary>
/// <param name="Outcome">The outcome, with the commissions of this ledger.</param>
public sealed record StoredOutcome(EffectOutcome Outcome)
{
    /// <summary>The commissions that the event created or changed in this partner's ledger.</summary>
    [JsonIgnore]
    public IReadOnlyList<CommissionId> Own => Outcome.Commissions;

    /// <summary>The shares of the other credited partners, to be stored in their ledgers.</summary>
    public StoredShares? Shares { get; init; }

    /// <summary>
    /// For a sale, the shares of partners that only a change of the sale has granted; null if there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StoredShares>? LaterShares { get; init; }

    /// <summary>The shares of all other partners that have ever been granted one.</summary>
    [JsonIgnore]
    public IEnumerable<StoredShares> AllShares => [.. Shares is null ? [] : new[] { Shares }, .. LaterShares ?? []];

    /// <summary>
    /// For a sale, its latest refunded total in this ledger; null before the first refund, and for a total that was
    /// posted before this was stored.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SaleRefunds? Refunds { get; init; }

    /// <summary>The trace that explains why no rule paid, as compressed JSON; null when a rule paid.</summary>
    public byte[]? Trace { get; init; }

    /// <summary>The attempt that this outcome belongs to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    /// <summary>The event's usage of its customer's caps, or null when there are none.</summary>
    public CustomerCapUse? CustomerCapUse { get; init; }

    /// <summary>
    /// What the event added to the partner's counters; stored beside the outcome and read separately.
    /// </summary>
    [JsonIgnore]
    public Counted? Counted { get; init; }

    /// <summary>
    /// What a changed sale counts now: the original counts plus what changes added; null for a sale without changes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Counted? CountedNow { get; init; }

    /// <summary>The number of the change that produced <see cref="CountedNow"/>; 0 when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ChangeSequence { get; init; }

    /// <summary>
    /// Whether a later attempt of a conversion starts again, which is possible because a rejected event has changed
    /// nothing. The attempts of refunds and of changes have outcomes of their own.
    /// </summary>
    public bool IsOpenTo(LedgerEffect effect) =>
        Outcome.Status == EffectStatus.Rejected && effect is ConversionEffect retried && retried.Attempt > Attempt;

    /// <summary>Creates an outcome with its commissions.</summary>
    public static StoredOutcome Of(EffectStatus status, string? reason = null, params IEnumerable<CommissionId> own) =>
        new(new EffectOutcome(status, reason, [.. own]));
}

/// <summary>A commission with the trace that explains it.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace; null for a line that corrects another commission.</param>
public sealed record NewCommission(Commission Commission, CommissionTrace? Trace);
