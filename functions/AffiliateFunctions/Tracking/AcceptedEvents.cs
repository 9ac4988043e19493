using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tracking;

/// <summary>
/// The events that were accepted and are not applied: first those that lie on the queue, the newest first, then those that are
/// given another try.
/// </summary>
public sealed class AcceptedEvents(UnappliedEvents unapplied, EventStore events)
{
    /// <summary>The wanted events after the given position.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">Which ones.</param>
    /// <param name="after">The position of the last one before, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async IAsyncEnumerable<(string Position, EventAnswer Event)> PageAsync(
        ProgramSlug program, EventFilter wanted, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isStored = EventPosition.Parse(after) is not null;
        if (!isStored)
        {
            await foreach (var (position, one) in unapplied.PageAsync(program, UnappliedPosition.Parse(after), cancellationToken))
            {
                if (wanted.IsInTime(one.At) && one.Type == (wanted.Type ?? one.Type))
                {
                    yield return (position.ToString(), EventAnswer.Of(one));
                }
            }
        }

        await foreach (var (position, stored) in events.PageAsync(program, wanted, isStored ? after : null, cancellationToken))
        {
            // A row of the others is one that is being applied; it is on the queue too.
            if (!UnappliedEvents.IsNoted(stored.Event))
            {
                yield return (position, EventAnswer.Of(stored));
            }
        }
    }
}
