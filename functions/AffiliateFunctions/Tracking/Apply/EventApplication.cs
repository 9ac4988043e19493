using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Refunds;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>Applies events: claims them, decides them, posts their commissions and stores their outcomes.</summary>
public sealed class EventApplication(
    EventStore events,
    InvoiceStore invoices,
    DecisionSourceReader open,
    ApplyClicks clicks,
    DecideEvents decisions,
    ApplyRefunds refunds,
    IAccrualLedger accruals,
    ConversionWebhookEvents webhookEvents,
    IEnumerable<IPartnerSales> sales,
    EventMetrics metrics,
    TimeProvider clock
)
{
    /// <summary>Applies the events of one program.</summary>
    /// <returns>
    /// The refunds whose sales are still being applied by another message. These refunds have to be applied again
    /// later.
    /// </returns>
    public async Task<IReadOnlyList<TrackingEvent>> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> message,
        CancellationToken cancellationToken
    )
    {
        using var activity = TraceParents.StartProcessing(
            "process tracking-events",
            message.Select(trackingEvent => trackingEvent.TraceParent)
        );
        activity?.SetTag("affiliate.program", program.Value);
        activity?.SetTag("messaging.batch.message_count", message.Count);
        var sources = await open.ForAsync(program, cancellationToken);
        await clicks.CountAsync(program, sources, cancellationToken);
        var claims = await events.ClaimAsync(message, cancellationToken);
        List<TrackingEvent> claimed = [.. claims.Select(claim => claim.Event)];
        foreach (var moved in claimed.Where(trackingEvent => trackingEvent.FormerInvoice is not null))
        {
            await invoices.ForgetAsync(program, moved.FormerInvoice!, moved.Id, cancellationToken);
        }

        var finished = new List<StoredEvent>();
        finished.AddRange(await clicks.ApplyAsync(program, Of(claimed, EventType.Click), sources, cancellationToken));
        finished.AddRange(
            await ConversionsAsync(
                program,
                [.. Of(claimed, EventType.Lead), .. Of(claimed, EventType.Stage), .. Of(claimed, EventType.Sale)],
                sources,
                cancellationToken
            )
        );
        var refunded = await refunds.ApplyAsync(
            program,
            [.. Of(claimed, EventType.Refund), .. Of(claimed, EventType.SaleChange)],
            sources.Rules,
            finished,
            cancellationToken
        );
        finished.AddRange(refunded.Finished);
        await FinishAsync(program, claims, finished, cancellationToken);
        return refunded.Early;
    }

    /// <summary>
    /// Holds an event that cannot be applied, so that a person sees the event and can retry it.
    /// </summary>
    public async Task SetAsideAsync(TrackingEvent trackingEvent, string reason, CancellationToken cancellationToken)
    {
        foreach (var claim in await events.ClaimAsync([trackingEvent with { RowVersion = null }], cancellationToken))
        {
            await events.FinishAsync(
                [Finished(claim.Event, EventStatus.Held, reason) with { Version = claim.Version }],
                cancellationToken
            );
        }
    }

    private static IEnumerable<PartnerId> SellersOf(IReadOnlyList<StoredEvent> finished) =>
        finished
            .Where(storedEvent =>
                storedEvent is { Status: EventStatus.Applied, Event.Type: EventType.Sale, Event.Body.Amount: > 0 }
            )
            .Select(storedEvent => storedEvent.Partner)
            .OfType<PartnerId>();

    private async Task FinishAsync(
        ProgramSlug program,
        IReadOnlyList<ClaimedEvent> claims,
        IReadOnlyList<StoredEvent> finished,
        CancellationToken cancellationToken
    )
    {
        // Webhook events are published before the events are finished: an interrupted message is delivered again and
        // publishes them again.
        await webhookEvents.TellAsync(program, finished, cancellationToken);
        foreach (var listener in sales)
        {
            await listener.ReportAsync(program, SellersOf(finished), cancellationToken);
        }

        // Refunds of other messages that waited for a sale are finished first: after the sale is finished, no
        // redelivery would process them again.
        var versions = claims.ToDictionary(claim => claim.Event.Id, claim => claim.Version);
        await events.FinishAsync(
            [.. finished.Where(storedEvent => !versions.ContainsKey(storedEvent.Event.Id))],
            cancellationToken
        );
        await events.FinishAsync(
            [
                .. finished
                    .Where(storedEvent => versions.ContainsKey(storedEvent.Event.Id))
                    .Select(storedEvent => storedEvent with { Version = versions[storedEvent.Event.Id] }),
            ],
            cancellationToken
        );
        metrics.AddFinished(finished);
    }

    private async Task<IEnumerable<StoredEvent>> ConversionsAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> conversions,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        if (conversions.Count == 0)
        {
            return [];
        }

        // A conversion with neither a customer nor a possible deal cannot be attributed.
        var nameless = conversions.Where(conversion => conversion.Customer is null).ToList();
        var finished = nameless
            .Select(conversion => Finished(conversion, EventStatus.Rejected, "unknown_deal"))
            .ToList();
        var named = conversions.Except(nameless).ToList();
        var sold = await invoices.SoldAsync(Of(named, EventType.Sale), cancellationToken);
        var doubled = named
            .Where(conversion => conversion.Type == EventType.Sale && sold[conversion.Id].Sale!.Event != conversion.Id)
            .ToList();
        finished.AddRange(doubled.Select(conversion => Finished(conversion, EventStatus.Rejected, "invoice_taken")));

        var decided = await decisions.DecideAsync([.. named.Except(doubled)], sources, cancellationToken);
        finished.AddRange(await PostAsync(program, decided, sources.Rules, cancellationToken));
        foreach (
            var refunded in sold
                .Values.Where(invoice => invoice.Refunds.Count > 0 || invoice.Change is not null)
                .DistinctBy(invoice => invoice.Id)
        )
        {
            // Refunds that are still too early wait in messages of their own.
            finished.AddRange(
                (
                    await refunds.ApplyWaitingAsync(program, refunded, sources.Rules, finished, cancellationToken)
                ).Finished
            );
        }

        return finished;
    }

    private async Task<IEnumerable<StoredEvent>> PostAsync(
        ProgramSlug program,
        IReadOnlyList<(TrackingEvent Event, EventDecision Decision)> decided,
        RuleBookTimeline rules,
        CancellationToken cancellationToken
    )
    {
        var finished = new List<StoredEvent>();
        finished.AddRange(
            decided
                .Where(pair => pair.Decision.Rejection is not null)
                .Select(pair => Finished(pair.Event, EventStatus.Rejected, pair.Decision.Rejection))
        );
        finished.AddRange(
            decided
                .Where(pair => pair.Decision is { Rejection: null, Credits.Count: 0 })
                .Select(pair =>
                    Finished(pair.Event, EventStatus.Applied, EventReasons.NotAttributed) with
                    {
                        IsRenewal = IsRenewal(pair.Event, pair.Decision),
                    }
                )
        );
        var credited = decided.Where(pair => pair.Decision is { Rejection: null, Credits.Count: > 0 });
        foreach (var wave in PostingOrder.Waves(credited, rules))
        {
            var partners = wave.GroupBy(conversion => conversion.Decision.Credits[0].Partner);
            foreach (
                var batch in await Task.WhenAll(
                    partners.Select(own => PostOwnAsync(program, own.Key, [.. own], rules, cancellationToken))
                )
            )
            {
                finished.AddRange(batch);
            }
        }

        return finished;
    }

    private async Task<IEnumerable<StoredEvent>> PostOwnAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<(TrackingEvent Event, EventDecision Decision)> own,
        RuleBookTimeline rules,
        CancellationToken cancellationToken
    )
    {
        LedgerEffect[] effects = [.. own.Select(pair => Conversions.Of(pair.Event, pair.Decision, rules))];
        var outcomes = await accruals.ApplyAsync(program, partner, effects, cancellationToken);
        return own.Select(
            (item, i) =>
                Finished(item.Event, outcomes[i]) with
                {
                    Partner = partner,
                    IsRenewal = IsRenewal(item.Event, item.Decision),
                }
        );
    }

    // The customer's purchases before the sale are known here only. A renewal or an upgrade of a customer who bought before
    // the program began is told by its sender.
    private static bool? IsRenewal(TrackingEvent trackingEvent, EventDecision decision) =>
        trackingEvent.Type == EventType.Sale
            ? decision.History.Payments > 0 || trackingEvent.Body.SaleType is "renewal" or "upgrade"
            : null;

    private StoredEvent Finished(TrackingEvent trackingEvent, EffectOutcome outcome) =>
        Finished(trackingEvent, EventStatus.Applied).With(outcome);

    private StoredEvent Finished(TrackingEvent trackingEvent, EventStatus status, string? reason = null) =>
        new(trackingEvent, status)
        {
            Reason = reason,
            Customer = trackingEvent.Customer,
            AppliedAt = clock.GetUtcNow(),
        };

    private static List<TrackingEvent> Of(IEnumerable<TrackingEvent> some, EventType type) =>
        [.. some.Where(trackingEvent => trackingEvent.Type == type)];
}
