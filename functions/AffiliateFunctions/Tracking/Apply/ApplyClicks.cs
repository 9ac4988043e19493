using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies clicks that take the way of every event: those that rules look at, and those that their sender has named.
/// Those of our links that only count are stored by <see cref="ClickLog"/>.
/// </summary>
public sealed class ApplyClicks(CountClicks counts, IAccrualLedger accruals, ClickIds ids, TimeProvider clock)
{
    private const string PartnersClicks = "partner.clicks";
    private const int RecentDays = 2;

    /// <summary>Where rules look at the number of clicks, brings it up to date before they are asked.</summary>
    public async Task CountAsync(ProgramSlug program, DecisionSources sources, CancellationToken cancellationToken)
    {
        if (sources.Rules.Versions.Any(version => version.Rules.LooksAt(PartnersClicks)))
        {
            await counts.OfProgramAsync(program, RecentDays, cancellationToken);
        }
    }

    /// <summary>Applies clicks that were claimed, and answers what became of them.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> clicks,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(TrackingEvent Event, PartnerId? Partner)>();
        foreach (var trackingEvent in clicks.OrderBy(item => item.At))
        {
            found.Add(
                (
                    trackingEvent,
                    ids.Read(program, trackingEvent.Id.Value)?.Partner
                        ?? await sources.Partners.FindByCodeAsync(trackingEvent.Body.Code!, cancellationToken)
                )
            );
        }

        var finished = found
            .Select(pair => StoredOf(pair.Event, pair.Partner))
            .ToLookup(storedEvent => storedEvent.Status == EventStatus.Applied);
        var done = finished[false].ToList();
        foreach (var own in finished[true].GroupBy(entry => entry.Partner!.Value))
        {
            var effects = new List<LedgerEffect>();
            foreach (var click in own)
            {
                effects.Add(await EffectOfAsync(click.Event, own.Key, sources, cancellationToken));
            }

            var outcomes = await accruals.ApplyAsync(program, own.Key, effects, cancellationToken);
            done.AddRange(own.Zip(outcomes, (click, outcome) => click.With(outcome)));
        }

        return done;
    }

    private StoredEvent StoredOf(TrackingEvent click, PartnerId? partner)
    {
        var rejection =
            partner is null ? "unknown_code"
            : Bots.Recognises(click.Body.UserAgent) ? Bots.Reason
            : null;
        return new StoredEvent(click, rejection is null ? EventStatus.Applied : EventStatus.Rejected)
        {
            Reason = rejection,
            Partner = partner,
            AppliedAt = clock.GetUtcNow(),
        };
    }

    // Most programs pay for no clicks, which then only count.
    private async Task<LedgerEffect> EffectOfAsync(
        TrackingEvent click,
        PartnerId partner,
        DecisionSources sources,
        CancellationToken cancellationToken
    ) =>
        sources.Rules.At(click.At) is { } inForce
        && inForce.Rules.LooksAt(ConversionType.Click)
        && await sources.Partners.FindAsync(partner, cancellationToken) is { Status: PartnerStatus.Active } known
            ? Conversions.OfClick(
                click,
                known,
                inForce,
                QualityScreening.HoldReason(
                    sources.Program,
                    ids.Read(click.Program, click.Body.ClickId ?? click.Id.Value)?.Notes ?? TouchNotes.None
                )
            )
            : new ClickCountEffect(click.Id, click.At, 1);
}
