using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Refunds;

namespace AffiliateFunctions.Tracking;

/// <summary>Provides the stored events to the other features.</summary>
internal sealed class TrackingLog(
    EventQueries events,
    CustomerStore customers,
    InvoiceStore invoices,
    IntakeCounts counts,
    IPartners partners,
    IPrograms programs
) : ITrackingLog
{
    private const int MaxRefundsAtOnce = 1000;

    public async IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program,
        EventTime time,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var wanted = new EventFilter
        {
            From = time.From,
            Before = time.To,
            LateSince = time.LateSince,
        };
        var refunds = new List<StoredEvent>();
        await foreach (var stored in events.AnyOrderAsync(program, wanted, cancellationToken))
        {
            if (stored.Event.At < time.From && stored.Event.ReceivedAt < time.LateSince)
            {
                continue;
            }

            // A refund without an effect takes nothing back.
            if (stored is not { Event.Type: EventType.Refund, Status: EventStatus.Applied })
            {
                yield return TrackedFigures.Of(stored, refunded: null);
                continue;
            }

            refunds.Add(stored);
        }

        foreach (var some in refunds.Chunk(MaxRefundsAtOnce))
        {
            foreach (var (refund, refunded) in await RefundedAsync(program, some, cancellationToken))
            {
                yield return TrackedFigures.Of(refund, refunded);
            }
        }
    }

    public async IAsyncEnumerable<CustomerId> BuyersAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var wanted = new EventFilter
        {
            Type = EventType.Sale,
            From = from,
            Before = to,
        };
        await foreach (var stored in events.AnyOrderAsync(program, wanted, cancellationToken))
        {
            if (stored is { Status: EventStatus.Applied or EventStatus.Held, Customer: { } customer })
            {
                yield return customer;
            }
        }
    }

    public async Task<IReadOnlyList<NotStored>> NotStoredAsync(
        ProgramSlug program,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await counts.ListAsync(program, from, to, cancellationToken).ToListAsync(cancellationToken))
                .GroupBy(count => (count.Source, count.Reason))
                .Select(group => new NotStored(group.Key.Source, group.Key.Reason, group.Sum(count => count.Number)))
                .OrderByDescending(count => count.Number),
        ];

    public async IAsyncEnumerable<ReplayedEvent> HistoryAsync(
        ProgramSlug program,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var decisions = new Dictionary<EventId, EventDecision>();
        await foreach (var (id, decision) in customers.DecisionsAsync(program, cancellationToken))
        {
            // A corrected event can have a decision under each customer that it has named; the latest attempt counts.
            if (!decisions.TryGetValue(id, out var other) || other.Attempt <= decision.Attempt)
            {
                decisions[id] = decision;
            }
        }

        var lookup = new PartnerLookup(partners, program);
        var zone = (await programs.FindAsync(program, cancellationToken))?.Zone ?? TimeZoneInfo.Utc;
        await foreach (var stored in events.ListAsync(program, DateTimeOffset.UnixEpoch, to, cancellationToken))
        {
            var trackingEvent = stored.Event;
            if (
                decisions.Remove(trackingEvent.Id, out var decision)
                && decision.Rejection is null or EventDecider.NoRuleBookInForce
            )
            {
                yield return new ReplayedConversion(
                    trackingEvent.Id,
                    trackingEvent.At,
                    stored.Customer,
                    Conversions.InputOf(trackingEvent, decision),
                    decision.Touches
                );
            }
            else if (
                trackingEvent.Type == EventType.Click
                && stored is { Status: EventStatus.Applied, Partner: { } id }
                && await lookup.FindAsync(id, cancellationToken) is { } partner
            )
            {
                yield return new ReplayedConversion(
                    trackingEvent.Id,
                    trackingEvent.At,
                    Customer: null,
                    Conversions.InputOf(trackingEvent, partner, zone),
                    Touches: null
                );
            }
        }

        await foreach (var invoice in invoices.ListRefundedAsync(program, cancellationToken))
        {
            foreach (
                var refundTotal in invoice.Sale is null
                    ? []
                    : RefundTotals.Of(invoice).Where(refund => refund.Total is not null && refund.Refund.At < to)
            )
            {
                yield return new ReplayedRefund(
                    refundTotal.Refund.Event,
                    refundTotal.Refund.At,
                    invoice.Sale!.Event,
                    refundTotal.Base,
                    refundTotal.Total!.Value
                )
                {
                    Lines = refundTotal.Lines,
                };
            }

            // A lost deal is replayed as a full refund.
            if (
                invoice is { Sale: not null, Effective: { IsLost: true } lost, Current: { Amount: > 0 } sale }
                && lost.At < to
            )
            {
                yield return new ReplayedRefund(lost.Event, lost.At, sale.Event, sale.Amount, sale.Amount);
            }
        }
    }

    public async Task<long> ClicksAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        await foreach (var stored in events.ListAsync(program, from, to, cancellationToken))
        {
            count += stored.Event.Type == EventType.Click && stored.Status == EventStatus.Applied ? 1 : 0;
        }

        return count;
    }

    // Refunds are reported as amounts or as totals, and in no currency or the one in which the customer paid. The amount
    // is computed from the whole invoice, as its reversal is, in the sale's currency.
    private async Task<IEnumerable<(StoredEvent Refund, RefundedGoods? Refunded)>> RefundedAsync(
        ProgramSlug program,
        IReadOnlyList<StoredEvent> refunds,
        CancellationToken cancellationToken
    )
    {
        var found = await invoices.FindAllAsync(
            program,
            refunds.Select(refund => refund.Event.Body.InvoiceId).OfType<string>(),
            cancellationToken
        );
        return refunds.Select(refund =>
            (
                refund,
                refund.Event.Body.InvoiceId is { } name
                && found.TryGetValue(name, out var invoice)
                && RefundTotals.GoodsOf(refund.Event.Id, invoice) is { } goods
                    ? new RefundedGoods(goods, invoice.Sale?.Currency, invoice.Sale?.FxRate)
                    : null
            )
        );
    }
}
