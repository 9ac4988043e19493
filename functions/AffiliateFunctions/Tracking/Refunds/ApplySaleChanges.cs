using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>
/// Stores the new figures of a sale: in its event, which reports and simulations read, in its customer's purchases, and
/// as an effect on the ledger. Each step can be repeated, and changes nothing if a later state is already stored.
/// </summary>
public sealed class ApplySaleChanges(EventStore events, EventContentStore contents, DecideEvents decisions)
{
    /// <summary>Stores the new figures of a sale, with or without a credited partner.</summary>
    /// <returns>The sale with its current figures.</returns>
    internal async Task<TrackingEvent> StoreAsync(ChangedSale changed, CancellationToken cancellationToken)
    {
        var invoice = changed.Invoice;
        var sale =
            changed.Known
            ?? (await events.FindAsync(changed.Event.Program, invoice.Sale!.Event, cancellationToken))?.Event
            ?? throw new InvalidDataException(
                $"The sale {invoice.Sale!.Event} of the invoice {invoice.Id} is not stored."
            );
        if (invoice.Effective!.IsLost)
        {
            return sale;
        }

        sale = SaleFigures.Changed(sale, changed.Event, invoice.Changes);
        await contents.ChangeSaleAsync(sale, cancellationToken);
        if (changed.RuleBook is { } rules)
        {
            await decisions.RecountAsync(sale, rules, cancellationToken);
        }

        return sale;
    }

    /// <summary>Returns the effect of a change on the first credited partner's ledger.</summary>
    /// <param name="changed">The change.</param>
    /// <param name="sale">The sale with its current figures.</param>
    /// <param name="sequence">The number of the change of the sale.</param>
    internal static SaleChangeEffect EffectOf(ChangedSale changed, TrackingEvent sale, int sequence)
    {
        var (change, current) = (changed.Invoice.Effective!, changed.Invoice.Current!);
        return new SaleChangeEffect(
            change.Event,
            change.At,
            current.Event,
            changed.Refunds?.Base ?? current.Amount,
            changed.Refunds?.Total ?? 0,
            sequence,
            Conversions.Of(sale, changed.Decision, changed.Rules)
        )
        {
            Attempt = changed.Event.Attempt,
            Lines = changed.Refunds?.Lines,
            IsLost = change.IsLost,
            IsHeld = change.IsLost && changed.RuleBook!.Rules.Book.Eligibility.HoldsLostDeals,
        };
    }
}

/// <summary>A changed sale.</summary>
/// <param name="Invoice">The invoice of the sale, with the change.</param>
/// <param name="Event">The event of the change.</param>
/// <param name="Decision">The decision about the sale.</param>
/// <param name="Rules">The rule books.</param>
internal sealed record ChangedSale(
    StoredInvoice Invoice,
    TrackingEvent Event,
    EventDecision Decision,
    RuleBookTimeline Rules
)
{
    /// <summary>The sale, if it is in the same message; null if it has to be read.</summary>
    public TrackingEvent? Known { get; init; }

    /// <summary>The rule book that the sale was decided with; null if none was in force.</summary>
    public ApprovedRuleBook? RuleBook => Decision.RulesVersion is { } version ? Rules.Of(version) : null;

    /// <summary>The last refund of the invoice that has an effect, or null.</summary>
    public RefundTotal? Refunds { get; init; }
}
