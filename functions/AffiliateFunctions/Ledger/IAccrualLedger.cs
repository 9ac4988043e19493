using System.Collections.Immutable;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Applies the effects of events to partners' ledgers. The rules are evaluated with the partner's counters in the same
/// transaction that stores commissions, postings and counters, so caps, tiers and bonuses are exact. Each effect is
/// identified by its event and its attempt. A repeated call changes nothing, returns the same outcome and completes what
/// an interrupted call left open.
/// </summary>
public interface IAccrualLedger
{
    /// <summary>Applies effects to one partner in the given order, which must be chronological.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner; the first one when several partners are credited.</param>
    /// <param name="effects">The effects; each event at most once.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One outcome for each effect, in the same order.</returns>
    Task<IReadOnlyList<EffectOutcome>> ApplyAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        CancellationToken cancellationToken
    );
}

/// <summary>The effect of one event on a partner's ledger.</summary>
/// <param name="Event">The event, which identifies the effect.</param>
/// <param name="At">The time of the event.</param>
public abstract record LedgerEffect(EventId Event, DateTimeOffset At)
{
    /// <summary>
    /// How often the event was retried. A later attempt of a conversion can apply an event that was rejected; every other
    /// outcome is final. A later attempt of a refund or of a change brings the sale to its state as it is known then.
    /// </summary>
    public int Attempt { get; init; }
}

/// <summary>
/// A paid click, a lead, a stage or a sale. The conversion is counted, and the rules decide what it pays.
/// </summary>
/// <param name="Event">The event, which identifies the effect.</param>
/// <param name="At">The time of the event.</param>
/// <param name="Customer">The customer, if there is one.</param>
/// <param name="Rules">The rules in force at that time, with all the data of the event, its customer and its credits
/// that they need.</param>
/// <param name="HoldReason">Why the commission must wait for a decision regardless of the rules, or null.</param>
public sealed record ConversionEffect(
    EventId Event,
    DateTimeOffset At,
    CustomerId? Customer,
    IConversionRules Rules,
    string? HoldReason
) : LedgerEffect(Event, At)
{
    /// <summary>The links and sub-ids by which the customer came, by credited partner.</summary>
    public IReadOnlyDictionary<PartnerId, LinkOrigin> Origins { get; init; } =
        ImmutableDictionary<PartnerId, LinkOrigin>.Empty;
}

/// <summary>A refund, a chargeback or a won dispute. The effect carries the new refunded total of one sale.</summary>
/// <param name="Event">The event of the refund.</param>
/// <param name="At">The time of the refund.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="SaleAmount">The amount of the sale that refunds count against, in minor units of the sale's
/// currency.</param>
/// <param name="TotalRefunded">The refunded total after this event, in the same currency: from zero to
/// <paramref name="SaleAmount"/>.</param>
/// <param name="Sequence">The number of this change of the sale's total, from 1. A change that arrives after a later
/// one changes nothing.</param>
public record RefundEffect(
    EventId Event,
    DateTimeOffset At,
    EventId Sale,
    long SaleAmount,
    long TotalRefunded,
    int Sequence
) : LedgerEffect(Event, At)
{
    /// <summary>
    /// The refunded totals of the sale's lines, in their order, for commissions that cover only some lines; null for a
    /// sale without lines.
    /// </summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>For a chargeback of more than was left of the sale: its amounts. Null for other refunds.</summary>
    public ClampedChargeback? Clamped { get; init; }

    /// <summary>
    /// The number of the change that the refunded total belongs to. It is greater than the sequence of a change of the sale
    /// that later refunds have overtaken.
    /// </summary>
    public int TotalSequence
    {
        get => Math.Max(field, Sequence);
        init;
    }
}

/// <summary>
/// New figures for a sale that was already reported with other figures. The sale is evaluated again with the partner's
/// counters as they would be without the sale, and the difference from what was granted is posted.
/// </summary>
/// <param name="Event">The event of the change.</param>
/// <param name="At">The time of the change.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="SaleAmount">The amount of the sale that refunds now count against, in minor units of the sale's
/// currency.</param>
/// <param name="TotalRefunded">The refunded total, in the same currency: from zero to
/// <paramref name="SaleAmount"/>.</param>
/// <param name="Sequence">The number of this change of the sale, from 1, refunds included.</param>
/// <param name="Conversion">The sale with its current figures.</param>
public sealed record SaleChangeEffect(
    EventId Event,
    DateTimeOffset At,
    EventId Sale,
    long SaleAmount,
    long TotalRefunded,
    int Sequence,
    ConversionEffect Conversion
) : RefundEffect(Event, At, Sale, SaleAmount, TotalRefunded, Sequence)
{
    /// <summary>Whether nothing is left of the sale, because its deal was lost afterwards.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether the commissions of a lost sale wait for a decision instead of being taken back.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>A batch of clicks that are only counted.</summary>
/// <param name="Event">The id of the batch, such as <c>clicks:2026-11-05:000017</c>.</param>
/// <param name="At">The time of the clicks, which decides the month in which they count.</param>
/// <param name="Count">The number of clicks.</param>
public sealed record ClickCountEffect(EventId Event, DateTimeOffset At, int Count) : LedgerEffect(Event, At)
{
    /// <summary>The number of clicks of the partner's named links, by code; null without such clicks.</summary>
    public IReadOnlyDictionary<string, int>? ByLink { get; init; }
}

/// <summary>The outcome of an effect.</summary>
/// <param name="Status">The kind of outcome.</param>
/// <param name="Reason">Why the effect was held or rejected, or why no rule paid.</param>
/// <param name="Commissions">The commissions that were created or changed.</param>
public sealed record EffectOutcome(EffectStatus Status, string? Reason, IReadOnlyList<CommissionId> Commissions);

/// <summary>The kinds of <see cref="EffectOutcome"/>.</summary>
public enum EffectStatus
{
    /// <summary>The effect was applied. It may consist of its count only.</summary>
    Applied,

    /// <summary>
    /// The effect was applied and its commissions wait for a decision, or the effect is not applied until the event is
    /// sent again with the missing data.
    /// </summary>
    Held,

    /// <summary>The event has no effect, for the given reason.</summary>
    Rejected,

    /// <summary>
    /// The sale of this refund has not been applied to this ledger yet. Nothing is stored; send the refund again after
    /// the sale.
    /// </summary>
    Waiting,
}
