using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Tracking.Retry;

/// <summary>
/// Retries rejected or held events, unchanged or corrected. An effect that is already stored stays. An event with held
/// commissions cannot be retried; its commissions are decided instead.
/// </summary>
public sealed class RetryEvents(
    EventStore events,
    EventQueries queries,
    DecideEvents decisions,
    VisitorAnonymizer visitors,
    GroupCommit commit,
    TimeProvider clock
) : IExchangeRateListener
{
    private const int MaxInMessage = 100;

    /// <summary>Retries an event.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The event.</param>
    /// <param name="corrected">The corrected event, or null to retry the event unchanged.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The queued event, or the reason why it cannot be retried.</returns>
    public async Task<Result<TrackingEvent>> RetryAsync(
        ProgramSlug program,
        EventId id,
        EventBody? corrected,
        CancellationToken cancellationToken
    )
    {
        if (await events.FindAsync(program, id, cancellationToken) is not { } stored)
        {
            return Problem.NotFound($"There is no event '{id}', or it has not been applied yet.");
        }

        var next = await NextAsync(stored, corrected, cancellationToken);
        if (!next.Succeeded)
        {
            return next.Problem;
        }

        if (!await events.ReopenAsync(stored, next.Value, cancellationToken))
        {
            return Problem.Conflict("The event was changed in the meantime; read it again.");
        }

        await commit.AcceptAsync([next.Value]);
        return next.Value;
    }

    /// <summary>
    /// Retries the sales of a day that are held because an exchange rate is missing. Events that an interrupted call
    /// reopened without queueing them are included.
    /// </summary>
    /// <returns>The number of retried sales.</returns>
    public async Task<int> RatesStoredAsync(ProgramSlug program, DateOnly date, CancellationToken cancellationToken)
    {
        var start = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        var ofDay = new EventFilter
        {
            Type = EventType.Sale,
            From = start,
            Before = start.AddDays(1),
        };
        var reopened = await queries
            .PageAsync(program, ofDay with { Status = EventStatus.Accepted }, after: null, cancellationToken)
            .Select(pair => pair.Event.Event)
            .Where(trackingEvent => trackingEvent.Attempt > 0)
            .ToListAsync(cancellationToken);
        var waiting = ofDay with { Status = EventStatus.Held, Reason = EvaluationReasons.FxRateMissing };
        await foreach (var (_, stored) in queries.PageAsync(program, waiting, after: null, cancellationToken))
        {
            var next = stored.Event with { Attempt = stored.Event.Attempt + 1 };
            if (await events.ReopenAsync(stored, next, cancellationToken))
            {
                reopened.Add(next);
            }
        }

        foreach (var some in reopened.Chunk(MaxInMessage))
        {
            await commit.AcceptAsync(some);
        }

        return reopened.Count;
    }

    private async Task<Result<TrackingEvent>> NextAsync(
        StoredEvent stored,
        EventBody? corrected,
        CancellationToken cancellationToken
    )
    {
        switch (stored)
        {
            case { Status: EventStatus.Applied }:
                return Problem.Conflict(
                    "The event is already applied; send a refund, or another event, to correct it."
                );
            case { Version: null }:
                return Problem.Conflict("A click of a link is evaluated once, when it arrives; it cannot be retried.");
            case { Status: EventStatus.Held, Commissions.Count: > 0 }:
                return Problem.Conflict(
                    "The event's commissions are held; release or reverse them at "
                        + $"commissions/{stored.Commissions[0]}/decision."
                );
            case { Status: EventStatus.Accepted } when corrected is not null:
                return Problem.Conflict(
                    "The event is being processed; send the retry without a body, or correct the event once it is "
                        + "held or rejected."
                );
            case { Status: EventStatus.Accepted }:
                // The event is applied as stored: an erasure may have removed the person from the event.
                return stored.Event with { Attempt = stored.Event.Attempt + 1 };
        }

        var next = stored.Event with { Attempt = stored.Event.Attempt + 1 };
        if (corrected is null)
        {
            // An event that was rejected on receipt is still invalid. Of an IP address only the pseudonym of its
            // network is stored.
            var asStored = TrackingEvent.Check(
                next.Program,
                next.Type,
                next.Body with
                {
                    Ip = null,
                },
                clock.GetUtcNow()
            );
            return asStored.Succeeded ? next : asStored.Problem;
        }

        var body = corrected with
        {
            EventId = corrected.EventId ?? stored.Event.Id.Value,
            OccurredAt = corrected.OccurredAt ?? stored.Event.At,
        };
        var valid = TrackingEvent.Check(stored.Event.Program, stored.Event.Type, body, clock.GetUtcNow());
        return !valid.Succeeded ? valid.Problem
            : body.EventId != stored.Event.Id.Value
                ? Problem.Invalid("/event_id", $"Leave it out, or give '{stored.Event.Id}': an event keeps its id.")
            : await CountedMembersAsync(stored.Event, body, cancellationToken) is { Count: > 0 } counted
                ? Problem.Conflict(
                    "The event is already counted for its customer; the fields in errors cannot be changed.",
                    counted
                )
            : await visitors.InAsync(
                next with
                {
                    Body = valid.Value.Body,
                    FormerInvoice =
                        valid.Value.Body.InvoiceId == stored.Event.Body.InvoiceId
                            ? next.FormerInvoice
                            : stored.Event.Body.InvoiceId,
                },
                cancellationToken
            );
    }

    /// <summary>
    /// Returns the members that differ although they must not: the event was decided, and only its payment is open.
    /// </summary>
    private async Task<IReadOnlyList<(string Pointer, string Sentence)>> CountedMembersAsync(
        TrackingEvent before,
        EventBody after,
        CancellationToken cancellationToken
    )
    {
        var decision = before.Customer is { } customer
            ? await decisions.FindAsync(before.Program, customer, before.Id, cancellationToken)
            : null;
        if (decision is null or { Rejection: not null, Amount: null })
        {
            return [];
        }

        var members = new (string Pointer, object? Before, object? After)[]
        {
            ("/occurred_at", before.At, after.OccurredAt),
            ("/customer/external_id", before.Body.CustomerId, after.CustomerId),
            ("/invoice_id", before.Body.InvoiceId, after.InvoiceId),
            ("/amount", before.Body.Amount, after.Amount),
            ("/currency", before.Body.Currency, after.Currency),
            ("/click_id", before.Body.ClickId, after.ClickId),
            ("/code", before.Body.Code, after.Code),
            ("/coupon", before.Body.Coupon, after.Coupon),
            ("/deal", before.Body.Deal, after.Deal),
            ("/stage", before.Body.Stage, after.Stage),
        };

        // A sale without attribution has counted for its customer at its time only.
        var counted = decision.Rejection is null ? members : members[..2];
        return
        [
            .. counted
                .Where(member => !Equals(member.Before, member.After))
                .Select(member =>
                    (member.Pointer, "Leave this as it was; send a refund and another sale to correct it.")
                ),
        ];
    }
}
