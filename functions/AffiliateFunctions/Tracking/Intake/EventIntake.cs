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
/// Takes checked events in: a new event is accepted, an event that was sent before is answered as before, and an id
/// with another content is a conflict, which is kept as rejected.
/// </summary>
public sealed class EventIntake(
    EventStore events,
    IPartners partners,
    VisitorAnonymizer visitors,
    LeadScreening leads,
    ClickIdAssigner clicks,
    EventAcceptance acceptance
) : IDisposable
{
    private const int ReadsAtOnce = 32;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    // What was taken in lately and may not be applied yet; what is older is in storage.
    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 200_000 });

    /// <summary>
    /// Takes in what a caller tells, and answers for each event whether it stands; a click gets its click id.
    /// </summary>
    public async Task<IReadOnlyList<Taken>> TakeAsync(
        IReadOnlyList<TrackingEvent> sent,
        CancellationToken cancellationToken
    ) => await TakeAsync(new Sent(sent) { NamesClicks = true }, cancellationToken);

    /// <summary>Takes in what a provider tells, and answers for each event whether it stands.</summary>
    /// <param name="sent">The events of one program.</param>
    /// <param name="repeated">The ids of those that are told several times with more or less beside them, which is no
    /// conflict to be kept.</param>
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
                    // It is unknown whether it was queued.
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
        return answers;
    }

    // What is counted, such as many leads from one network, is counted for what is new alone.
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
            recent.Set(
                (trackingEvent.Program, trackingEvent.Id),
                known[trackingEvent.Id] with
                {
                    IsAccepted = false,
                },
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered }
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

        var lookedUp = unknown.Values.Where(IsLookedUp).Select(item => item.Id).ToList();
        foreach (
            var (id, hash, isAccepted) in lookedUp.Count == 0
                ? []
                : await events.HashesAsync(taken[0].Program, lookedUp, cancellationToken)
        )
        {
            known[id] = new Known(hash, null) { IsAccepted = isAccepted };
        }

        // The same click again is answered by the same click id, which is in storage.
        var clicksAgain = unknown.Values.Where(entry =>
            entry.Type == EventType.Click && known.TryGetValue(entry.Id, out var first) && first.Hash == entry.BodyHash
        );
        foreach (var some in clicksAgain.Chunk(ReadsAtOnce))
        {
            foreach (
                var stored in await Task.WhenAll(
                    some.Select(candidate => events.FindAsync(candidate.Program, candidate.Id, cancellationToken))
                )
            )
            {
                known[stored!.Event.Id] = known[stored.Event.Id] with { ClickId = ClickIdOf(stored.Event) };
            }
        }

        return known;
    }

    // What counts already when it comes in must be known to be new; that others are shows when they are stored. Ids of
    // clicks of links are not among the other events.
    private static bool IsLookedUp(TrackingEvent trackingEvent) =>
        trackingEvent.Type is EventType.Click or EventType.Lead || ClickIds.TimeOf(trackingEvent.Id.Value) is not null;

    private static Taken TakenById(EventId id) =>
        new(Problem.Conflict($"Another event was sent under the id '{id}'."), null);

    private static string? ClickIdOf(TrackingEvent? trackingEvent) =>
        trackingEvent is { Type: EventType.Click } ? trackingEvent.Body.ClickId : null;

    private sealed record Known(string Hash, string? ClickId)
    {
        // Whether it is stored and has had no effect yet.
        public bool IsAccepted { get; init; }
    }

    private sealed record Sent(IReadOnlyList<TrackingEvent> Events)
    {
        public bool NamesClicks { get; init; }

        public IReadOnlySet<string> Repeated { get; init; } = FrozenSet<string>.Empty;
    }
}

/// <summary>What became of an event at the door.</summary>
/// <param name="Problem">Why it does not stand, or null.</param>
/// <param name="ClickId">The click's id, where it is one that was named here.</param>
public readonly record struct Taken(Problem? Problem, string? ClickId)
{
    /// <summary>Whether the same event was taken in before.</summary>
    public bool IsRepeat { get; init; }
}
