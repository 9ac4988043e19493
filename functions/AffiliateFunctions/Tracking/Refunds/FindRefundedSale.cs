using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>
/// Finds the sale that refunds and changes belong to: the partner whose commissions they affect, or the reason why
/// there are no such commissions.
/// </summary>
public sealed class FindRefundedSale(EventStore events, DecideEvents decisions)
{
    private const string SaleHeld = "sale_held";
    private const string SaleRejected = "sale_rejected";

    /// <summary>Finds the sale of an invoice by the decision about the sale.</summary>
    /// <param name="program">The program.</param>
    /// <param name="sale">The sale of the invoice.</param>
    /// <param name="finished">The outcomes of the events of the same message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <remarks>
    /// The invoice contains its sale shortly before the sale is decided, perhaps by another instance; until then the
    /// amount to reverse is unknown. The same applies while a sale without a credited partner is retried: the row of
    /// the event shows the new attempt first.
    /// </remarks>
    internal async Task<RefundedSale> FindAsync(
        ProgramSlug program,
        InvoiceSale sale,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    )
    {
        var decision = await decisions.FindAsync(program, sale.Customer, sale.Event, cancellationToken);
        if (decision is not { Credits.Count: > 0 })
        {
            var stored = await (
                decision is null
                    ? FindEventAsync(program, sale.Event, finished, cancellationToken)
                    : events.FindAsync(program, sale.Event, cancellationToken)
            );
            if (
                stored is null or { Status: EventStatus.Accepted }
                && (decision is null || stored?.Event.Attempt > decision.Attempt)
            )
            {
                return RefundedSale.Pending;
            }

            decision =
                stored?.Event.Attempt == decision?.Attempt
                    ? decision
                    : await decisions.FindAsync(program, sale.Customer, sale.Event, cancellationToken);
        }

        return decision switch
        {
            { Credits: [var first, ..] } => new RefundedSale(EventStatus.Applied, null)
            {
                Partner = first.Partner,
                Decision = decision,
            },
            { Rejection: null } => new RefundedSale(EventStatus.Applied, EventReasons.NotAttributed)
            {
                Decision = decision,
            },
            _ => new RefundedSale(EventStatus.Held, SaleRejected) { Decision = decision },
        };
    }

    /// <summary>
    /// Finds a sale that has a credited partner and is not in that partner's ledger. A sale that is held because
    /// something is missing, such as a rate, has granted nothing that could be reversed. The same applies to a sale
    /// that the rules reject. A retry may apply either sale, and the refund waits for that.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="sale">The sale.</param>
    /// <param name="finished">The outcomes of the events of the same message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<RefundedSale> FindUnbookedAsync(
        ProgramSlug program,
        EventId sale,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    ) =>
        (await FindEventAsync(program, sale, finished, cancellationToken))?.Status switch
        {
            EventStatus.Held => new RefundedSale(EventStatus.Held, SaleHeld),
            EventStatus.Rejected => new RefundedSale(EventStatus.Held, SaleRejected),
            _ => RefundedSale.Pending,
        };

    // The sales of this message are stored as accepted until the message is finished.
    private async Task<StoredEvent?> FindEventAsync(
        ProgramSlug program,
        EventId sale,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    ) =>
        finished.LastOrDefault(storedEvent => storedEvent.Event.Id == sale)
        ?? await events.FindAsync(program, sale, cancellationToken);
}

/// <summary>The known state of the refunded sale.</summary>
/// <param name="Status">The status of the refunds if there is no partner to reverse commissions of.</param>
/// <param name="Reason">The reason for that status.</param>
internal sealed record RefundedSale(EventStatus Status, string? Reason)
{
    /// <summary>A sale that is still being applied.</summary>
    public static RefundedSale Pending { get; } = new(EventStatus.Held, EventReasons.SaleUnknown) { IsPending = true };

    /// <summary>The first credited partner, or null.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The decision about the sale, or null.</summary>
    public EventDecision? Decision { get; init; }

    /// <summary>Whether the sale is still being applied, so that its refunds have to be applied again.</summary>
    public bool IsPending { get; private init; }
}
