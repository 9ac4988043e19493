using AffiliateFunctions.Ledger;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Makes a sale what it comes to now: in its own event, which reports and simulations read, in what its customer has bought, and as an
/// effect on the ledger. Each step may be repeated, and does nothing where a later state is there already.
/// </summary>
public sealed class ApplySaleChanges(EventStore events, DecideEvents decisions)
{
    /// <summary>The effect on the first credited partner's ledger.</summary>
    /// <param name="changed">The change.</param>
    /// <param name="sequence">The how manieth change of the sale it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<SaleChangeEffect> EffectOfAsync(ChangedSale changed, int sequence, CancellationToken cancellationToken)
    {
        var (invoice, rules) = (changed.Invoice, changed.Rules.Versions.First(version => version.Version == changed.Decision.RulesVersion));
        var (change, current) = (invoice.Effective!, invoice.Current!);
        var sale = changed.Known ?? (await events.FindAsync(changed.Event.Program, current.Event, cancellationToken))?.Event
            ?? throw new InvalidDataException($"The sale {current.Event} of the invoice {invoice.Id} is not stored.");
        if (!change.IsLost)
        {
            sale = SaleFigures.Changed(sale, changed.Event, invoice.Changes);
            await events.RewordSaleAsync(sale, cancellationToken);
            await decisions.RecountAsync(sale, rules, cancellationToken);
        }

        return new SaleChangeEffect(
            change.Event,
            change.At,
            current.Event,
            changed.Refunds?.Base ?? current.Amount,
            changed.Refunds?.Total ?? 0,
            sequence,
            Conversions.Of(sale, changed.Decision, changed.Rules))
        {
            IsLost = change.IsLost,
            IsHeld = change.IsLost && rules.Rules.Book.Eligibility.HoldsLostDeals,
        };
    }
}

/// <summary>A sale that has changed.</summary>
/// <param name="Invoice">Its invoice, with the change.</param>
/// <param name="Event">The event that told the change.</param>
/// <param name="Decision">What was decided about the sale.</param>
/// <param name="Rules">The rule books.</param>
internal sealed record ChangedSale(StoredInvoice Invoice, TrackingEvent Event, EventDecision Decision, RuleBookTimeline Rules)
{
    /// <summary>The sale, where it is of the same message; null where it is to be read.</summary>
    public TrackingEvent? Known { get; init; }

    /// <summary>The last refund of the invoice that counts, or null.</summary>
    public RefundTotal? Refunds { get; init; }
}
