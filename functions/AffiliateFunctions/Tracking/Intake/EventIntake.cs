using System.Collections.Frozen;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Receives validated events. A new event is accepted; a repeated event gets the same result as before. An id with
/// different content is a conflict, and that event is stored as rejected.
/// </summary>
public sealed class EventIntake(
    EventStore events,
    EventQueries queries,
    IPartners partners,
    VisitorAnonymizer visitors,
    LeadScreening leads,
    ClickIdAssigner clicks,
    EventAcceptance acceptance,
    EventMetrics metrics
) : IDisposable
{
    private const int ReadsAtOnce = 32;
    private static readonly MemoryCacheEntryOptions Remembered = new()
    {
        Size = 1,
        AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10),
    };

    // Recently received events, which may not be applied yet. Older events are in storage.
    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 200_000 });

    /// <summary>
    /// Receives events that a caller reports, and returns for each event whether it was accepted. A click gets its
    /// click id.
    /// </summary>
    public async Task<IReadOnlyList<Taken>> TakeAsync(
        IReadOnlyList<TrackingEvent> sent,
        CancellationToken cancellationToken
    ) => await TakeAsync(new Sent(sent) { NamesClicks = true }, cancellationToken);

    /// <summary>Receives events that a provider reports, and returns for each event whether it was accepted.</summary>
    /// <param name="sent">The events of one program.</param>
    /// <param name="repeated">
    /// The ids of events that the provider reports several times with differing details. Such a difference is not
    /// stored as a conflict.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<Taken>> TakeAsync(
        IReadOnlyList<TrackingEvent> sent,
        IReadOnlySet<string> repeated,
        CancellationToken cancellationToken
    ) => await TakeAsync(new Sent(sent) { Repeated = repeated }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => recent.Dispose();

    private async Task<Taken[]> TakeAsync(Sent sent, CancellationToken cancellationToken)
    {
        var taken = new List<TrackingEvent>(sent.Events.Count);
        foreach (var trackingEvent in sent.Events)
        {
            taken.Add(await visitors.InAsync(trackingEvent, cancellationToken));
        }

        var known = await KnownAsync(taken, cancellationToken);
        var (fresh, refused, answers) = (new List<TrackingEvent>(), new List<TrackingEvent>(), new Taken[taken.Count]);
        var lookup = new PartnerLookup(partners, taken[0].Program);
        for (var i = 0; i < taken.Count; i++)
        {
            var (item, hash) = (taken[i], taken[i].BodyHash);
            if (known.TryGetValue(item.Id, out var first))
            {
                answers[i] =
                    first.Hash == hash ? new Taken(null, first.ClickId) { IsRepeat = true } : TakenById(item.Id);
                if (first.Hash != hash && !sent.Repeated.Contains(item.Id.Value))
                {
                    refused.Add(item);
                }
                else if (first.Hash == hash && first.IsAccepted)
                {
                    // Whether the event was queued is unknown.
                    fresh.Add(item);
                }

                continue;
            }

            var noted = await NotedAsync(
                item,
                sent.Events[i].Body,
                sent.NamesClicks ? lookup : null,
                cancellationToken
            );
            answers[i] = new Taken(noted.Problem, ClickIdOf(noted.Value));
            if (noted.Succeeded)
            {
                known[item.Id] = new Known(hash, ClickIdOf(noted.Value));
                fresh.Add(noted.Value);
            }
        }

        var conflicts = await AcceptAsync(fresh, known);
        for (var i = 0; i < taken.Count; i++)
        {
            if (conflicts.Contains(taken[i].Id) && answers[i].Problem is null)
            {
                answers[i] = TakenById(taken[i].Id);
                refused.AddRange(sent.Repeated.Contains(taken[i].Id.Value) ? [] : [taken[i]]);
            }
        }

        await events.RefuseAsync(refused, cancellationToken);
        metrics.AddReceived(taken, answers);
        return answers;
    }

    // Counters such as the number of leads from one network count new events only.
    private async Task<Result<TrackingEvent>> NotedAsync(
        TrackingEvent trackingEvent,
        EventBody sent,
        PartnerLookup? lookup,
        CancellationToken cancellationToken
    )
    {
        var noted =
            trackingEvent.Type == EventType.Click && lookup is not null
                ? await clicks.NameAsync(trackingEvent, sent, lookup, cancellationToken)
                : leads.In(trackingEvent);
        return noted.Succeeded && !EventMessage.Fits(noted.Value)
            ? new Problem(ProblemKind.TooLarge, "The event is too large; leave out what the rules do not need.")
            : noted;
    }

    private async Task<IReadOnlySet<EventId>> AcceptAsync(List<TrackingEvent> fresh, Dictionary<EventId, Known> known)
    {
        if (fresh.Count == 0)
        {
            return FrozenSet<EventId>.Empty;
        }

        var conflicts = await acceptance.AcceptAsync(fresh);
        foreach (var trackingEvent in fresh.Where(item => !conflicts.Contains(item.Id)))
        {
            var first = known[trackingEvent.Id];
            recent.Set(
                (trackingEvent.Program, trackingEvent.Id),
                first.IsAccepted ? first with { IsAccepted = false } : first,
                Remembered
            );
        }

        return conflicts;
    }

    private async Task<Dictionary<EventId, Known>> KnownAsync(
        List<TrackingEvent> taken,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<EventId, Known>();
        var unknown = new Dictionary<EventId, TrackingEvent>();
        foreach (var trackingEvent in taken)
        {
            if (recent.TryGetValue((trackingEvent.Program, trackingEvent.Id), out Known? lately))
            {
                known[trackingEvent.Id] = lately!;
            }
            else
            {
                unknown.TryAdd(trackingEvent.Id, trackingEvent);
            }
        }

        var lookedUp = unknown.Values.Where(IsLookedUp).Select(trackingEvent => trackingEvent.Id).ToList();
        foreach (
            var (id, hash, isAccepted) in lookedUp.Count == 0
                ? []
                : await queries.HashesAsync(taken[0].Program, lookedUp, cancellationToken)
        )
        {
            known[id] = new Known(hash, null) { IsAccepted = isAccepted };
        }

        // A repeated click gets its first click id again, which is in storage.
        var clicksAgain = unknown.Values.Where(trackingEvent =>
            trackingEvent.Type == EventType.Click
            && known.TryGetValue(trackingEvent.Id, out var first)
            && first.Hash == trackingEvent.BodyHash
        );
        foreach (var some in clicksAgain.Chunk(ReadsAtOnce))
        {
            foreach (
                var stored in await Task.WhenAll(
                    some.Select(trackingEvent =>
                        events.FindAsync(trackingEvent.Program, trackingEvent.Id, cancellationToken)
                    )
                )
            )
            {
                known[stored!.Event.Id] = known[stored.Event.Id] with { ClickId = ClickIdOf(stored.Event) };
            }
        }

        return known;
    }

    // Events that are counted on receipt have to be known to be new. For other events the store detects a repeat. Ids
    // of link clicks are stored apart from the other events.
    private static bool IsLookedUp(TrackingEvent trackingEvent) =>
        trackingEvent.Type is EventType.Click or EventType.Lead || ClickIds.TimeOf(trackingEvent.Id.Value) is not null;

    private static Taken TakenById(EventId id) =>
        new(Problem.Conflict($"Another event was sent under the id '{id}'."), null);

    private static string? ClickIdOf(TrackingEvent? trackingEvent) =>
        trackingEvent is { Type: EventType.Click } ? trackingEvent.Body.ClickId : null;

    private sealed record Known(string Hash, string? ClickId)
    {
        // Whether the event is stored and has had no effect yet.
        public bool IsAccepted { get; init; }
    }

    private sealed record Sent(IReadOnlyList<TrackingEvent> Events)
    {
        public bool NamesClicks { get; init; }

        public IReadOnlySet<string> Repeated { get; init; } = FrozenSet<string>.Empty;
    }
}

/// <summary>The result of receiving an event.</summary>
/// <param name="Problem">Why the event was not accepted, or null.</param>
/// <param name="ClickId">The click id, if one was assigned here.</param>
public readonly record struct Taken(Problem? Problem, string? ClickId)
{
    /// <summary>Whether the same event was received before.</summary>
    public bool IsRepeat { get; init; }
}
