using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Store;
using AffiliateFunctions.Tracking.Visitors;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>Takes checked events in: what is new goes to the queue, what was sent before is answered as before, and an id with another content is a conflict.</summary>
internal sealed class EventIntake(EventStore events, ForgetVisitors visitors, NoteLeads leads, GroupCommit commit) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    // What was taken in lately and may not be applied yet; what is older is in storage.
    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 200_000 });

    /// <summary>Takes events in, and answers for each whether it stands.</summary>
    public async Task<IReadOnlyList<Problem?>> TakeAsync(IReadOnlyList<TrackingEvent> sent, CancellationToken cancellationToken)
    {
        var taken = new List<TrackingEvent>(sent.Count);
        foreach (var one in sent)
        {
            taken.Add(await visitors.InAsync(one, cancellationToken));
        }

        var known = await KnownAsync(taken, cancellationToken);
        var (fresh, problems) = (new List<TrackingEvent>(), new Problem?[taken.Count]);
        for (var i = 0; i < taken.Count; i++)
        {
            var (one, hash) = (taken[i], taken[i].BodyHash);
            if (!EventMessage.Fits(one))
            {
                problems[i] = new Problem(ProblemKind.TooLarge, "The event is too large; leave out what the rules do not need.");
            }
            else if (!known.TryGetValue(one.Id, out var stored))
            {
                known[one.Id] = hash;
                fresh.Add(leads.In(one));
            }
            else if (stored != hash)
            {
                problems[i] = Problem.Conflict($"Another event was sent under the id '{one.Id}'.");
            }
        }

        if (fresh.Count > 0)
        {
            await commit.StoreAsync(fresh);
            foreach (var one in fresh)
            {
                recent.Set((one.Program, one.Id), one.BodyHash, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
            }
        }

        return problems;
    }

    /// <summary>Takes an event in whose id was drawn here: there is no other of that id.</summary>
    public async Task TakeOwnAsync(TrackingEvent own) => await commit.StoreAsync([await visitors.InAsync(own, CancellationToken.None)]);

    public void Dispose() => recent.Dispose();

    private async Task<Dictionary<EventId, string>> KnownAsync(List<TrackingEvent> taken, CancellationToken cancellationToken)
    {
        var known = new Dictionary<EventId, string>();
        var unknown = new List<EventId>();
        foreach (var one in taken.DistinctBy(one => one.Id))
        {
            if (recent.TryGetValue((one.Program, one.Id), out string? hash))
            {
                known[one.Id] = hash!;
            }
            else
            {
                unknown.Add(one.Id);
            }
        }

        if (unknown.Count > 0)
        {
            foreach (var (id, hash) in await events.HashesAsync(taken[0].Program, unknown, cancellationToken))
            {
                known[id] = hash;
            }
        }

        return known;
    }
}
