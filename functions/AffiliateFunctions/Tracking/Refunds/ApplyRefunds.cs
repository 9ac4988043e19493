using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
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
    DecideEvents decisions,
    ApplySaleChanges changes,
    IAccrualLedger accruals,
    TimeProvider clock
)
{
    /// <summary>The change has another currency than its sale.</summary>
    private const string SaleCurrency = "sale_currency";

    /// <summary>The change is of an earlier state than the known one.</summary>
    private const string Superseded = "superseded";

    private const string SaleHeld = "sale_held";
    private const string SaleRejected = "sale_rejected";

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
        var applied = await Task.WhenAll(
            refunds
                .GroupBy(refund => refund.Body.InvoiceId, StringComparer.Ordinal)
                .Select(async own =>
                {
                    StoredInvoice? invoice = null;
                    foreach (var refund in own.OrderBy(trackingEvent => trackingEvent.At))
                    {
                        invoice =
                            refund.Type == EventType.SaleChange
                                ? await invoices.NoteChangeAsync(refund, cancellationToken)
                                : await invoices.NoteRefundAsync(refund, cancellationToken);
                    }

                    return await ApplyAsync(program, invoice!, [.. own], rules, finished, cancellationToken);
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
        var waiting = await Task.WhenAll(ids.Select(id => events.FindAsync(program, id, cancellationToken)));
        var applied = await ApplyAsync(
            program,
            invoice,
            [.. waiting.OfType<StoredEvent>().Select(stored => stored.Event)],
            rules,
            finished,
            cancellationToken
        );
        var versions = waiting.OfType<StoredEvent>().ToDictionary(stored => stored.Event.Id, stored => stored.Version);
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

    private async Task<AppliedRefunds> ApplyAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        IReadOnlyList<TrackingEvent> wanted,
        RuleBookTimeline rules,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    )
    {
        if (invoice.Sale is null)
        {
            return AppliedRefunds.None with
            {
                Finished = [.. wanted.Select(trackingEvent => Unsold(trackingEvent, invoice))],
            };
        }

        var ids = wanted.Select(refund => refund.Id).ToHashSet();
        var totals = RefundTotals.Of(invoice);
        var done = totals
            .Where(total => total.Total is null && ids.Contains(total.Refund.Event))
            .Select(refundTotal => WithoutEffect(Of(wanted, refundTotal), refundTotal, invoice))
            .ToList();
        done.AddRange(
            wanted
                .Where(trackingEvent =>
                    trackingEvent.Type == EventType.SaleChange && trackingEvent.Id != invoice.Effective?.Event
                )
                .Select(trackingEvent => Beside(trackingEvent, invoice))
        );
        var counted = await CountedAsync(program, invoice, wanted, totals, rules, finished, cancellationToken);
        done.AddRange(counted.Finished);
        done.AddRange(await OthersAsync(program, invoice, ids, totals, cancellationToken));
        return counted with
        {
            Finished = [.. done.Select(storedEvent => storedEvent with { Customer = invoice.Sale.Customer })],
        };
    }

    // A provider reports every order that it has ever received. A change of an order without a known sale needs no
    // attention from a person.
    private StoredEvent Unsold(TrackingEvent trackingEvent, StoredInvoice invoice) =>
        Finished(
            trackingEvent,
            trackingEvent is { Type: EventType.SaleChange, IsFromShop: true } ? EventStatus.Applied : EventStatus.Held,
            EventReasons.SaleUnknown,
            invoice
        );

    private StoredEvent Beside(TrackingEvent change, StoredInvoice invoice) =>
        invoice.IsForeign(InvoiceChange.Of(change))
            ? Finished(change, EventStatus.Rejected, SaleCurrency, invoice)
            : Finished(change, EventStatus.Applied, Superseded, invoice);

    private async Task<AppliedRefunds> CountedAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        IReadOnlyList<TrackingEvent> wanted,
        IReadOnlyList<RefundTotal> totals,
        RuleBookTimeline rules,
        IReadOnlyList<StoredEvent> finished,
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

        var sale = await SaleAsync(program, invoice.Sale!, finished, cancellationToken);
        if (sale.IsOnItsWay)
        {
            return AppliedRefunds.None with { Early = applied };
        }

        var changed =
            change is null || sale.Decision is null
                ? null
                : new ChangedSale(invoice, change, sale.Decision, rules)
                {
                    Known = finished.LastOrDefault(storedEvent => storedEvent.Event.Id == invoice.Sale!.Event)?.Event,
                    Refunds = counted.Count > 0 ? counted[^1] : null,
                };
        var current = changed is null ? null : await changes.StoreAsync(changed, cancellationToken);
        if (sale.Partner is not { } partner)
        {
            return AppliedRefunds.None with
            {
                Finished =
                [
                    .. applied.Select(trackingEvent => Finished(trackingEvent, sale.Status, sale.Reason, invoice)),
                ],
            };
        }

        // If this message contains all refunds of the invoice, each refund has its own total. A refund that is added to
        // earlier ones brings the total to the total of the last refund.
        List<RefundEffect> effects =
        [
            .. own.Select(
                (candidate, i) =>
                    EffectOf(
                        candidate,
                        own.Count == counted.Count ? candidate : counted[^1],
                        invoice,
                        (invoice.Changes * MaxInView) + i + 1
                    )
            ),
        ];
        if (changed is not null)
        {
            effects.Add(ApplySaleChanges.EffectOf(changed, current!, ((invoice.Changes + 1) * MaxInView) - 1));
        }

        var outcomes = await accruals.ApplyAsync(program, partner, [.. effects], cancellationToken);
        if (outcomes.Any(outcome => outcome.Status == EffectStatus.Waiting))
        {
            return await NotInLedgerAsync(program, invoice, applied, finished, cancellationToken);
        }

        return AppliedRefunds.None with
        {
            Finished =
            [
                .. applied.Zip(
                    outcomes,
                    (refund, outcome) =>
                        Finished(refund, EventStatus.Applied, null, invoice).With(outcome) with
                        {
                            Partner = partner,
                        }
                ),
            ],
        };
    }

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
            refundTotal.Base,
            upTo.Total!.Value,
            sequence
        )
        {
            Lines = upTo.Lines,
        };

    // The invoice contains its sale shortly before the sale is decided, perhaps by another instance; until then the
    // amount to reverse is unknown. The same applies while a sale without a credited partner is retried: the row of the
    // event shows the new attempt first.
    private async Task<RefundedSale> SaleAsync(
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
                    ? FindAsync(program, sale.Event, finished, cancellationToken)
                    : events.FindAsync(program, sale.Event, cancellationToken)
            );
            if (
                stored is null or { Status: EventStatus.Accepted }
                && (decision is null || stored?.Event.Attempt > decision.Attempt)
            )
            {
                return new RefundedSale(EventStatus.Held, EventReasons.SaleUnknown) { IsOnItsWay = true };
            }

            decision =
                stored?.Event.Attempt == decision?.Attempt
                    ? decision
                    : await decisions.FindAsync(program, sale.Customer, sale.Event, cancellationToken);
        }

        return decision is { Credits: [var first, ..] }
                ? new RefundedSale(EventStatus.Applied, null) { Partner = first.Partner, Decision = decision }
            : decision is { Rejection: null }
                ? new RefundedSale(EventStatus.Applied, EventReasons.NotAttributed) { Decision = decision }
            : new RefundedSale(EventStatus.Held, SaleRejected) { Decision = decision };
    }

    // A sale that is held because something is missing, such as a rate, has granted nothing that could be reversed. The
    // same applies to a sale that the rules reject. A retry may apply either sale, and the refund waits for that.
    private async Task<AppliedRefunds> NotInLedgerAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        IReadOnlyList<TrackingEvent> refunds,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    ) =>
        (await FindAsync(program, invoice.Sale!.Event, finished, cancellationToken))?.Status switch
        {
            EventStatus.Held => AppliedRefunds.None with
            {
                Finished = [.. refunds.Select(refund => Finished(refund, EventStatus.Held, SaleHeld, invoice))],
            },
            EventStatus.Rejected => AppliedRefunds.None with
            {
                Finished = [.. refunds.Select(refund => Finished(refund, EventStatus.Held, SaleRejected, invoice))],
            },
            _ => AppliedRefunds.None with { Early = refunds },
        };

    // The sales of this message are stored as accepted until the message is finished.
    private async Task<StoredEvent?> FindAsync(
        ProgramSlug program,
        EventId sale,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    ) =>
        finished.LastOrDefault(storedEvent => storedEvent.Event.Id == sale)
        ?? await events.FindAsync(program, sale, cancellationToken);

    // A refund can change the outcome of others: after a late chargeback, the dispute that was won has an effect.
    private async Task<IEnumerable<StoredEvent>> OthersAsync(
        ProgramSlug program,
        StoredInvoice invoice,
        IReadOnlySet<EventId> wanted,
        IReadOnlyList<RefundTotal> totals,
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
            .Select(pair => Judged(pair.Stored!, pair.Total, invoice));
    }

    private StoredEvent Judged(StoredEvent stored, RefundTotal total, StoredInvoice invoice)
    {
        var judged = total.Total is null
            ? WithoutEffect(stored.Event, total, invoice)
            : Finished(stored.Event, EventStatus.Applied, null, invoice);
        return judged with { Version = stored.Version, Partner = stored.Partner };
    }

    private StoredEvent WithoutEffect(TrackingEvent refund, RefundTotal total, StoredInvoice invoice) =>
        Finished(
            refund,
            RefundTotals.IsWaiting(total.Reason) ? EventStatus.Held : EventStatus.Rejected,
            total.Reason,
            invoice
        );

    private StoredEvent Finished(TrackingEvent refund, EventStatus status, string? reason, StoredInvoice invoice) =>
        new(refund, status)
        {
            Reason = reason,
            AppliedAt = clock.GetUtcNow(),
            View = invoice.Changes,
        };

    private static TrackingEvent Of(IReadOnlyList<TrackingEvent> wanted, RefundTotal total) =>
        wanted.First(refund => refund.Id == total.Refund.Event);

    /// <summary>The known state of the refunded sale.</summary>
    /// <param name="Status">The status of the refunds if there is no partner to reverse commissions of.</param>
    /// <param name="Reason">The reason for that status.</param>
    private sealed record RefundedSale(EventStatus Status, string? Reason)
    {
        public PartnerId? Partner { get; init; }

        public EventDecision? Decision { get; init; }

        public bool IsOnItsWay { get; init; }
    }
}

/// <summary>The outcomes of refunds.</summary>
/// <param name="Finished">The refunds that are finished.</param>
/// <param name="Early">The refunds whose sale is still being applied. They have to be applied again.</param>
public sealed record AppliedRefunds(IReadOnlyList<StoredEvent> Finished, IReadOnlyList<TrackingEvent> Early)
{
    /// <summary>No refund.</summary>
    public static AppliedRefunds None { get; } = new([], []);

    /// <summary>Combines both results.</summary>
    public AppliedRefunds And(AppliedRefunds other) =>
        new([.. Finished, .. other.Finished], [.. Early, .. other.Early]);
}
