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
/// Applies clicks that are processed like every other event: those that rules refer to, and those whose id the sender
/// chose. Clicks of the program's links that are only counted are stored by <see cref="ClickLog"/>.
/// </summary>
public sealed class ApplyClicks(CountClicks counts, IAccrualLedger accruals, ClickIds ids, TimeProvider clock)
{
    private const string PartnersClicks = "partner.clicks";
    private const int RecentDays = 2;

    /// <summary>Updates the number of clicks before the evaluation, if a rule refers to that number.</summary>
    public async Task CountAsync(ProgramSlug program, DecisionSources sources, CancellationToken cancellationToken)
    {
        if (sources.Rules.Versions.Any(version => version.Rules.LooksAt(PartnersClicks)))
        {
            await counts.OfProgramAsync(program, RecentDays, cancellationToken);
        }
    }

    /// <summary>Applies claimed clicks and returns their outcomes.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> clicks,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(TrackingEvent Event, PartnerId? Partner)>();
        foreach (var trackingEvent in clicks.OrderBy(click => click.At))
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
        foreach (var own in finished[true].GroupBy(storedEvent => storedEvent.Partner!.Value))
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

    // Most programs do not pay for clicks; their clicks are only counted.
    private async Task<LedgerEffect> EffectOfAsync(
        TrackingEvent click,
        PartnerId partner,
        DecisionSources sources,
        CancellationToken cancellationToken
    )
    {
        var signed = ids.Read(click.Program, click.Body.ClickId ?? click.Id.Value);
        return
            sources.Rules.At(click.At) is { } inForce
            && inForce.Rules.LooksAt(ConversionType.Click)
            && await sources.Partners.FindAsync(partner, cancellationToken) is { Status: PartnerStatus.Active } known
            ? Conversions.OfClick(
                click,
                known,
                sources.Program.Zone,
                inForce,
                QualityScreening.HoldReason(sources.Program, signed?.Notes ?? TouchNotes.None),
                signed?.Origin
            )
            : new ClickCountEffect(click.Id, click.At, 1)
            {
                ByLink = signed?.Origin?.Link is { } link ? new Dictionary<string, int> { [link] = 1 } : null,
            };
    }
}
