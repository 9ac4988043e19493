using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Lets events have their effect on partners' ledgers. Rules are evaluated with the partner's counters in the same
/// transaction that stores commissions, postings and counters, so caps, tiers and bonuses are exact. Every effect is
/// named by its event: applied again, it changes nothing and answers the same, and completes what a cut-off call left
/// open.
/// </summary>
public interface IAccrualLedger
{
    /// <summary>Applies the effects on one partner, in the order given, which is the order of time.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner; of several credited ones the first.</param>
    /// <param name="effects">The effects; each event at most once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One outcome for each effect, in the same order.</returns>
    Task<IReadOnlyList<EffectOutcome>> ApplyAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        CancellationToken cancellationToken
    );
}

/// <summary>What one event does to a partner's ledger.</summary>
/// <param name="Event">The event, which names the effect.</param>
/// <param name="At">When it happened.</param>
public abstract record LedgerEffect(EventId Event, DateTimeOffset At);

/// <summary>A click that rules pay for, a lead, a stage or a sale: counted, and paid as the rules say.</summary>
/// <param name="Event">The event, which names the effect.</param>
/// <param name="At">When it happened.</param>
/// <param name="Customer">The customer, where there is one.</param>
/// <param name="Rules">The rules that were in force then, with all they need of the event, its customer and its
/// credits.</param>
/// <param name="HoldReason">Why the commission must wait for a decision whatever the rules say, or null.</param>
public sealed record ConversionEffect(
    EventId Event,
    DateTimeOffset At,
    CustomerId? Customer,
    IConversionRules Rules,
    string? HoldReason
) : LedgerEffect(Event, At)
{
    /// <summary>
    /// How often the event was given another try. One that was rejected can have its effect by a later try; any other
    /// outcome stands.
    /// </summary>
    public int Attempt { get; init; }
}

/// <summary>
/// A refund, a chargeback, or a dispute that was won: a change of what is refunded of one sale, in total.
/// </summary>
/// <param name="Event">The event of the refund.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="SaleAmount">The sale's amount that refunds count against, in minor units of the sale's
/// currency.</param>
/// <param name="TotalRefunded">All that is refunded after this event, in the same currency: from zero to
/// <paramref name="SaleAmount"/>.</param>
/// <param name="Sequence">The how manieth change of this sale's total it is, from 1. One that comes after a later one
/// changes nothing.</param>
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
    /// The same by the sale's lines, in their order, for commissions of some of them; null for a sale without lines.
    /// </summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }
}

/// <summary>
/// What a sale comes to now, which was told before with other figures. The rules judge it anew, as its partner stands
/// without it, and the difference to what was granted is posted.
/// </summary>
/// <param name="Event">The event of the change.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="SaleAmount">What refunds of the sale count against now, in minor units of the sale's currency.</param>
/// <param name="TotalRefunded">All that is refunded, in the same currency: from zero to
/// <paramref name="SaleAmount"/>.</param>
/// <param name="Sequence">The how manieth change of this sale it is, from 1, refunds included.</param>
/// <param name="Conversion">The sale as it is now.</param>
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
    /// <summary>Whether nothing is left of the sale, because its deal is lost after all.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether what was granted for a lost sale waits for a decision, and is not taken back.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>Clicks that only count, in a batch.</summary>
/// <param name="Event">The name of the batch, such as <c>clicks:2026-11-05:000017</c>.</param>
/// <param name="At">The time of the clicks: they count in its month.</param>
/// <param name="Count">How many.</param>
public sealed record ClickCountEffect(EventId Event, DateTimeOffset At, int Count) : LedgerEffect(Event, At);

/// <summary>What came of an effect.</summary>
/// <param name="Status">The kind.</param>
/// <param name="Reason">Why it was held or rejected, or why no rule paid.</param>
/// <param name="Commissions">The commissions that were made or changed.</param>
public sealed record EffectOutcome(EffectStatus Status, string? Reason, IReadOnlyList<CommissionId> Commissions);

/// <summary>The kinds of <see cref="EffectOutcome"/>.</summary>
public enum EffectStatus
{
    /// <summary>It had its effect, which may be none but its count.</summary>
    Applied,

    /// <summary>
    /// It had its effect, and its commissions wait for a decision; or it has none until it is sent with what is
    /// missing.
    /// </summary>
    Held,

    /// <summary>It has no effect, for the reason given.</summary>
    Rejected,

    /// <summary>
    /// A refund whose sale has not had its effect here yet; nothing is stored. Send it again after the sale.
    /// </summary>
    Waiting,
}
