using System.Runtime.CompilerServices;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
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
    IPartners partners
) : ITrackingLog
{
    public async IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var stored in events.ListAsync(program, from, to, cancellationToken))
        {
            var tracked = stored.Event;
            var (filled, all) = TrackedFigures.FieldsOf(tracked);
            yield return new TrackedEvent(
                tracked.Id,
                StoredJson.NameOf(tracked.Type),
                StoredJson.NameOf(stored.Status),
                stored.Reason,
                stored.Customer,
                stored.Partner,
                tracked.Body.Amount,
                tracked.Body.Currency,
                tracked.At,
                tracked.ReceivedAt,
                stored.AppliedAt,
                JsonSerializer.Serialize(tracked.Body, StoredJson.Options)
            )
            {
                Stage = tracked.Body.Stage,
                IsReportedByPartner = tracked.IsFromPartner,
                SaleType = TrackedFigures.SaleTypeOf(tracked),
                Outside = tracked.Body.Outside ?? 0,
                Fee = tracked.Body.Fee ?? 0,
                FxRate = tracked.Body.FxRate,
                FilledFields = filled,
                Fields = all,
                Refunded = tracked.Type == EventType.Refund ? await RefundedAsync(stored, cancellationToken) : null,
            };
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
        await foreach (var (_, stored) in events.PageAsync(program, wanted, after: null, cancellationToken))
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
                    Conversions.InputOf(trackingEvent, partner),
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

    // Refunds are reported as amounts or as totals. Both are computed from the whole invoice, as their reversals are.
    private async Task<long?> RefundedAsync(StoredEvent refund, CancellationToken cancellationToken)
    {
        if (
            refund.Event.Body.InvoiceId is not { } name
            || await invoices.FindAsync(refund.Event.Program, name, cancellationToken)
                is not { Current: not null } invoice
        )
        {
            return null;
        }

        var before = 0L;
        foreach (var total in RefundTotals.Of(invoice).Where(total => total.Total is not null))
        {
            if (total.Refund.Event == refund.Event.Id)
            {
                return total.Total!.Value - before;
            }

            before = total.Total!.Value;
        }

        return null;
    }
}
