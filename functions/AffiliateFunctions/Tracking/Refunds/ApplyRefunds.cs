using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>
/// Reverses the commissions of refunded sales, and recomputes those of changed sales. A refund, or the new state of a
/// sale, is stored with its invoice first. The reversed amounts are then computed from all refunds of the invoice, in
/// order of time, and from the latest state of the sale. A refund or change that arrives before its sale waits at the
/// invoice.
/// </summary>
public sealed class ApplyRefunds(
    EventStore events,
    InvoiceStore invoices,
    FindRefundedSale sales,
    ApplySaleChanges changes,
    IAccrualLedger accruals,
    TimeProvider clock
)
{
    // Refunds of one view of an invoice are posted one by one with increasing numbers. The numbers of a later view are
    // greater than those of an earlier view.
    private const int MaxInView = 4096;

    /// <summary>Applies the refunds and the sale changes of one message.</summary>
    /// <param name="program">The program.</param>
    /// <param name="refunds">The refunds and the sale changes.</param>
    /// <param name="rules">The rule books.</param>
    /// <param name="finished">The outcomes of the message's other events.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// The outcomes of these refunds and of other refunds that they affect, and the refunds whose sales are still being
    /// applied.
    /// </returns>
    public async Task<AppliedRefunds> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> refunds,
        RuleBookTimeline rules,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    )
    {
        var message = new Message(program, rules, finished);
        var applied = await Task.WhenAll(
            refunds
                .GroupBy(refund => refund.Body.InvoiceId, StringComparer.Ordinal)
                .Select(async own =>
                {
                    StoredInvoice? invoice = null;
                    foreach (var refund in own.OrderBy(trackingEvent => trackingEvent.At))
                    {
                        invoice = await NoteAsync(refund, cancellationToken);
                    }

                    return await ApplyAsync(invoice!, [.. own], message, cancellationToken);
                })
        );
        return applied.Aggregate(AppliedRefunds.None, (all, some) => all.And(some));
    }

    /// <summary>Applies the refunds and the change that waited for a sale.</summary>
    /// <param name="program">The program.</param>
    /// <param name="invoice">The invoice, with its sale.</param>
    /// <param name="rules">The rule books.</param>
    /// <param name="finished">The outcomes of the message's events, including the sale.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<AppliedRefunds> ApplyWaitingAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        RuleBookTimeline rules,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    )
    {
        EventId[] ids =
        [
            .. invoice.Refunds.Select(refund => refund.Event),
            .. invoice.Change is { } change ? [change.Event] : Array.Empty<EventId>(),
        ];
        var found = await Task.WhenAll(ids.Select(id => events.FindAsync(program, id, cancellationToken)));
        var (current, waiting) = await CorrectedAsync(invoice, [.. found.OfType<StoredEvent>()], cancellationToken);
        var applied = await ApplyAsync(
            current,
            [.. waiting.Select(stored => stored.Event)],
            new Message(program, rules, finished),
            cancellationToken
        );
        var versions = waiting.ToDictionary(stored => stored.Event.Id, stored => stored.Version);
        return applied with
        {
            Finished =
            [
                .. applied.Finished.Select(storedEvent =>
                    storedEvent with
                    {
                        Version = versions.GetValueOrDefault(storedEvent.Event.Id) ?? storedEvent.Version,
                    }
                ),
            ],
        };
    }

    private Task<StoredInvoice> NoteAsync(TrackingEvent refund, CancellationToken cancellationToken) =>
        refund.Type == EventType.SaleChange
            ? invoices.NoteChangeAsync(refund, cancellationToken)
            : invoices.NoteRefundAsync(refund, cancellationToken);

    // A person may have corrected an event that waits, while its own message is still in the queue. The event as it is now
    // has to be the one that the invoice contains. An event that was moved to another invoice is left to its message.
    private async Task<(StoredInvoice Invoice, IReadOnlyList<StoredEvent> Waiting)> CorrectedAsync(
        StoredInvoice invoice,
        IReadOnlyList<StoredEvent> waiting,
        CancellationToken cancellationToken
    )
    {
        var own = new List<StoredEvent>(waiting.Count);
        foreach (var stored in waiting)
        {
            var named = stored.Event.Attempt == 0 ? invoice : await NoteAsync(stored.Event, cancellationToken);
            if (named.Id == invoice.Id)
            {
                own.Add(stored);
                invoice = named;
            }
        }

        return (invoice, own);
    }

    private async Task<AppliedRefunds> ApplyAsync(
        StoredInvoice invoice,
        IReadOnlyList<TrackingEvent> wanted,
        Message message,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new RefundOutcomes(invoice, clock);
        if (invoice.Sale is null)
        {
            return AppliedRefunds.None with { Finished = [.. wanted.Select(outcomes.WithoutSale)] };
        }

        var ids = wanted.Select(refund => refund.Id).ToHashSet();
        var totals = RefundTotals.Of(invoice);
        var done = totals
            .Where(total => total.Total is null && ids.Contains(total.Refund.Event))
            .Select(refundTotal => outcomes.WithoutEffect(Of(wanted, refundTotal), refundTotal))
            .ToList();
        done.AddRange(
            wanted
                .Where(trackingEvent =>
                    trackingEvent.Type == EventType.SaleChange && trackingEvent.Id != invoice.Effective?.Event
                )
                .Select(outcomes.OfOtherState)
        );
        var counted = await CountedAsync(invoice, wanted, totals, message, outcomes, cancellationToken);
        done.AddRange(counted.Finished);
        done.AddRange(await OthersAsync(message.Program, invoice, ids, totals, outcomes, cancellationToken));
        return counted with
        {
            Finished = [.. done.Select(storedEvent => storedEvent with { Customer = invoice.Sale.Customer })],
        };
    }

    private async Task<AppliedRefunds> CountedAsync(
        StoredInvoice invoice,
        IReadOnlyList<TrackingEvent> wanted,
        IReadOnlyList<RefundTotal> totals,
        Message message,
        RefundOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        var counted = totals.Where(total => total.Total is not null).ToList();
        var own = counted.Where(refundTotal => wanted.Any(refund => refund.Id == refundTotal.Refund.Event)).ToList();
        var change = wanted.FirstOrDefault(trackingEvent =>
            trackingEvent.Type == EventType.SaleChange && trackingEvent.Id == invoice.Effective?.Event
        );
        TrackingEvent[] applied =
        [
            .. own.Select(refundTotal => Of(wanted, refundTotal)),
            .. change is null ? [] : new[] { change },
        ];
        if (applied.Length == 0)
        {
            return AppliedRefunds.None;
        }

        var sale = await sales.FindAsync(message.Program, invoice.Sale!, message.Finished, cancellationToken);
        if (sale.IsPending)
        {
            return outcomes.WithoutCommissions(applied, sale);
        }

        var changed =
            change is null || sale.Decision is null
                ? null
                : new ChangedSale(invoice, change, sale.Decision, message.Rules)
                {
                    Known = message.OutcomeOf(invoice.Sale!.Event)?.Event,
                    Refunds = counted.Count > 0 ? counted[^1] : null,
                };
        var current = changed is null ? null : await changes.StoreAsync(changed, cancellationToken);
        if (sale.Partner is not { } partner)
        {
            return outcomes.WithoutCommissions(applied, sale);
        }

        var effects = EffectsOf(own, counted, invoice);
        if (changed is not null)
        {
            effects.Add(ApplySaleChanges.EffectOf(changed, current!, ((invoice.Changes + 1) * MaxInView) - 1));
        }

        return await BookAsync(invoice, partner, applied, effects, message, outcomes, cancellationToken);
    }

    private async Task<AppliedRefunds> BookAsync(
        StoredInvoice invoice,
        PartnerId partner,
        IReadOnlyList<TrackingEvent> applied,
        IReadOnlyList<RefundEffect> effects,
        Message message,
        RefundOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        var booked = await accruals.ApplyAsync(message.Program, partner, effects, cancellationToken);
        if (booked.Any(outcome => outcome.Status == EffectStatus.Waiting))
        {
            var sale = await sales.FindUnbookedAsync(
                message.Program,
                invoice.Sale!.Event,
                message.Finished,
                cancellationToken
            );
            return outcomes.WithoutCommissions(applied, sale);
        }

        return AppliedRefunds.None with
        {
            Finished = [.. applied.Zip(booked, (refund, outcome) => outcomes.Applied(refund, partner).With(outcome))],
        };
    }

    // If this message contains all refunds of the invoice, each refund has its own total. A refund that is added to
    // earlier ones brings the total to the total of the last refund.
    private static List<RefundEffect> EffectsOf(
        List<RefundTotal> own,
        List<RefundTotal> counted,
        StoredInvoice invoice
    ) =>
        [
            .. own.Select(
                (total, i) =>
                    EffectOf(
                        total,
                        own.Count == counted.Count ? total : counted[^1],
                        invoice,
                        (invoice.Changes * MaxInView) + i + 1
                    )
            ),
        ];

    private static RefundEffect EffectOf(
        RefundTotal refundTotal,
        RefundTotal upTo,
        StoredInvoice invoice,
        int sequence
    ) =>
        new(
            refundTotal.Refund.Event,
            refundTotal.Refund.At,
            invoice.Sale!.Event,
            upTo.Base,
            upTo.Total!.Value,
            sequence
        )
        {
            Attempt = refundTotal.Refund.Attempt,
            Lines = upTo.Lines,
            Clamped = refundTotal.Clamped,
        };

    // A refund can change the outcome of others: after a late chargeback, the dispute that was won has an effect.
    private async Task<IEnumerable<StoredEvent>> OthersAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        IReadOnlySet<EventId> wanted,
        IReadOnlyList<RefundTotal> totals,
        RefundOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        var before = RefundTotals
            .Of(wanted.Aggregate(invoice, (without, id) => without.Without(id)))
            .ToDictionary(refundTotal => refundTotal.Refund.Event, refundTotal => refundTotal.Reason);
        var changed = totals.Where(refundTotal =>
            before.TryGetValue(refundTotal.Refund.Event, out var reason) && reason != refundTotal.Reason
        );
        var stored = await Task.WhenAll(
            changed.Select(async entry =>
                (Total: entry, Stored: await events.FindAsync(program, entry.Refund.Event, cancellationToken))
            )
        );
        return stored
            .Where(pair => pair.Stored is not null)
            .Select(pair => outcomes.OfStored(pair.Stored!, pair.Total));
    }

    private static TrackingEvent Of(IReadOnlyList<TrackingEvent> wanted, RefundTotal total) =>
        wanted.First(refund => refund.Id == total.Refund.Event);

    /// <summary>The data of a message that all of its refunds share.</summary>
    /// <param name="Program">The program.</param>
    /// <param name="Rules">The rule books.</param>
    /// <param name="Finished">The outcomes of the message's other events.</param>
    private sealed record Message(ProgramSlug Program, RuleBookTimeline Rules, IReadOnlyList<StoredEvent> Finished)
    {
        public StoredEvent? OutcomeOf(EventId id) => Finished.LastOrDefault(storedEvent => storedEvent.Event.Id == id);
    }
}
