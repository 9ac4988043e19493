using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>The way of events through the house: claimed, decided, in the ledger, finished.</summary>
internal sealed class EventApplication(
    EventStore events,
    InvoiceStore invoices,
    OpenSources open,
    ApplyClicks clicks,
    DecideEvents decisions,
    IAccruals accruals,
    ConversionNotices notices,
    TimeProvider clock)
{
    /// <summary>Applies the events of one program.</summary>
    public async Task ApplyAsync(ProgramSlug program, IReadOnlyList<TrackingEvent> message, CancellationToken cancellationToken)
    {
        var sources = await open.ForAsync(program, cancellationToken);
        var claimed = await events.ClaimAsync(await clicks.StoreCountedAsync(program, message, sources, cancellationToken), cancellationToken);
        var finished = new List<StoredEvent>();
        finished.AddRange(await clicks.ApplyAsync(program, Of(claimed, EventType.Click), sources, cancellationToken));
        finished.AddRange(await ConversionsAsync(program, [.. Of(claimed, EventType.Lead), .. Of(claimed, EventType.Stage), .. Of(claimed, EventType.Sale)], sources, cancellationToken));
        foreach (var refund in Of(claimed, EventType.Refund))
        {
            var invoice = await invoices.RefundedAsync(refund, cancellationToken);
            finished.AddRange(await RefundsAsync(program, invoice, [refund], cancellationToken));
        }

        // Told before they are finished: a message that is cut off comes again and tells again.
        await notices.TellAsync(program, finished, cancellationToken);

        // Refunds of other messages that waited for a sale come first: once the sale is finished, no redelivery would come back to them.
        var own = claimed.Select(one => one.Id).ToHashSet();
        await events.FinishAsync([.. finished.Where(one => !own.Contains(one.Event.Id))], cancellationToken);
        await events.FinishAsync([.. finished.Where(one => own.Contains(one.Event.Id))], cancellationToken);
    }

    private async Task<IEnumerable<StoredEvent>> ConversionsAsync(
        ProgramSlug program, IReadOnlyList<TrackingEvent> conversions, DecisionSources sources, CancellationToken cancellationToken)
    {
        if (conversions.Count == 0)
        {
            return [];
        }

        // What names neither a customer nor what could be a deal is nobody's.
        var nameless = conversions.Where(one => one.Customer is null).ToList();
        var finished = nameless.Select(one => Finished(one, EventStatus.Rejected, "unknown_deal")).ToList();
        var named = conversions.Except(nameless).ToList();
        var sold = await invoices.SoldAsync(Of(named, EventType.Sale), cancellationToken);
        var doubled = named.Where(one => one.Type == EventType.Sale && sold[one.Id].Sale!.Event != one.Id).ToList();
        finished.AddRange(doubled.Select(one => Finished(one, EventStatus.Rejected, "invoice_taken")));

        var decided = await decisions.DecideAsync([.. named.Except(doubled)], sources, cancellationToken);
        finished.AddRange(await PostAsync(program, decided, sources.Rules, cancellationToken));
        foreach (var refunded in sold.Values.Where(invoice => invoice.Refunds.Count > 0))
        {
            finished.AddRange(await WaitingRefundsAsync(program, refunded, cancellationToken));
        }

        return finished;
    }

    private async Task<IEnumerable<StoredEvent>> PostAsync(
        ProgramSlug program, IReadOnlyList<(TrackingEvent Event, EventDecision Decision)> decided, RuleBookTimeline rules, CancellationToken cancellationToken)
    {
        var finished = new List<StoredEvent>();
        finished.AddRange(decided.Where(one => one.Decision.Rejection is not null).Select(one => Finished(one.Event, EventStatus.Rejected, one.Decision.Rejection)));
        finished.AddRange(decided.Where(one => one.Decision is { Rejection: null, Credits.Count: 0 }).Select(one => Finished(one.Event, EventStatus.Applied, "not_attributed")));
        var credited = decided.Where(one => one.Decision is { Rejection: null, Credits.Count: > 0 });
        foreach (var wave in PostingOrder.Waves(credited, rules))
        {
            var partners = wave.GroupBy(one => one.Decision.Credits[0].Partner);
            foreach (var batch in await Task.WhenAll(partners.Select(own => PostOwnAsync(program, own.Key, [.. own], rules, cancellationToken))))
            {
                finished.AddRange(batch);
            }
        }

        return finished;
    }

    private async Task<IEnumerable<StoredEvent>> PostOwnAsync(
        ProgramSlug program, PartnerId partner, IReadOnlyList<(TrackingEvent Event, EventDecision Decision)> own, RuleBookTimeline rules, CancellationToken cancellationToken)
    {
        LedgerEffect[] effects = [.. own.Select(one => Conversions.Of(one.Event, one.Decision, rules))];
        var outcomes = await accruals.ApplyAsync(program, partner, effects, cancellationToken);
        return own.Select((one, i) => Finished(one.Event, outcomes[i]) with { Partner = partner });
    }

    // The refunds that came before their sale: their events were finished as held, and are finished anew.
    private async Task<IEnumerable<StoredEvent>> WaitingRefundsAsync(ProgramSlug program, StoredInvoice invoice, CancellationToken cancellationToken)
    {
        var waiting = await Task.WhenAll(invoice.Refunds.Select(refund => events.FindAsync(program, refund.Event, cancellationToken)));
        return await RefundsAsync(program, invoice, [.. waiting.OfType<StoredEvent>().Select(stored => stored.Event)], cancellationToken);
    }

    private async Task<IEnumerable<StoredEvent>> RefundsAsync(
        ProgramSlug program, StoredInvoice invoice, IReadOnlyList<TrackingEvent> refunds, CancellationToken cancellationToken)
    {
        if (invoice.Sale is null)
        {
            return refunds.Select(refund => Finished(refund, EventStatus.Held, "sale_unknown"));
        }

        var partner = await FirstCreditedAsync(program, invoice.Sale, cancellationToken);
        var finished = new List<StoredEvent>();
        foreach (var (refund, total, sequence) in invoice.Totals().Where(one => refunds.Any(wanted => wanted.Id == one.Refund.Event)))
        {
            var tracked = refunds.First(wanted => wanted.Id == refund.Event);
            finished.Add(total is null ? Finished(tracked, EventStatus.Rejected, "refund_exceeds_sale")
                : partner is null ? Finished(tracked, EventStatus.Applied, "not_attributed")
                : await RefundAsync(tracked, partner.Value, new RefundEffect(refund.Event, refund.At, invoice.Sale.Event, invoice.Sale.Amount, total.Value, sequence), cancellationToken));
        }

        return finished.Select(one => one with { Customer = invoice.Sale.Customer });
    }

    private async Task<StoredEvent> RefundAsync(TrackingEvent refund, PartnerId partner, RefundEffect effect, CancellationToken cancellationToken)
    {
        var outcome = (await accruals.ApplyAsync(refund.Program, partner, [effect], cancellationToken))[0];
        if (outcome.Status != EffectStatus.Waiting)
        {
            return Finished(refund, outcome) with { Partner = partner };
        }

        // A sale that is held for want of something, such as a rate, is in no ledger; there is nothing to take back from it yet.
        return await events.FindAsync(refund.Program, effect.Sale, cancellationToken) is { Status: EventStatus.Held }
            ? Finished(refund, EventStatus.Held, "sale_held") with { Partner = partner }
            : throw new SaleNotAppliedException($"The sale of the refund {refund.Id} is decided and not yet in the ledger; the refund is tried again.");
    }

    // The invoice knows its sale a moment before the sale is decided, perhaps by another instance: what it takes back is not known yet.
    private async Task<PartnerId?> FirstCreditedAsync(ProgramSlug program, InvoiceSale sale, CancellationToken cancellationToken)
    {
        if (await decisions.FindAsync(program, sale.Customer, sale.Event, cancellationToken) is { } decision)
        {
            return decision.Credits.Count > 0 ? decision.Credits[0].Partner : null;
        }

        return await events.FindAsync(program, sale.Event, cancellationToken) is { Status: not EventStatus.Accepted }
            ? null
            : throw new SaleNotAppliedException($"The sale {sale.Event} is not decided yet; its refund is tried again.");
    }

    private StoredEvent Finished(TrackingEvent one, EffectOutcome outcome) => Finished(one, EventStatus.Applied).With(outcome);

    private StoredEvent Finished(TrackingEvent one, EventStatus status, string? reason = null) => new(one, status)
    {
        Reason = reason,
        Customer = one.Customer,
        AppliedAt = clock.GetUtcNow(),
    };

    private static List<TrackingEvent> Of(IEnumerable<TrackingEvent> some, EventType type) => [.. some.Where(one => one.Type == type)];
}

/// <summary>A refund came while its sale was on its way; the message is delivered again.</summary>
internal sealed class SaleNotAppliedException(string message) : Exception(message);
