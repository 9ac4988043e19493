using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Keeps one event from blocking the other events of its message, which come from other callers. If applying the events
/// fails with a permanent fault, the message is halved until the faulty event is found. That event is stored as held,
/// and its fault is logged.
/// </summary>
public sealed partial class EventIsolation(EventApplication application, ILogger<EventIsolation> logger)
{
    /// <summary>Applies the events of one program.</summary>
    /// <returns>
    /// The refunds whose sales are still being applied. These refunds have to be applied again later.
    /// </returns>
    public async Task<IReadOnlyList<TrackingEvent>> ApplyAsync(
        ProgramSlug program,
        IReadOnlyList<TrackingEvent> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await application.ApplyAsync(program, events, cancellationToken);
        }
        catch (Exception fault) when (!StorageFaults.Passes(fault))
        {
            if (events.Count == 1)
            {
                FaultOf(logger, events[0].Id.Value, program.Value, fault);
                await application.SetAsideAsync(events[0], "fault", cancellationToken);
                return [];
            }
        }

        // A refund is in the same half as its sale or in the second half. Some of the events may have had their effect
        // already.
        TrackingEvent[] again = [.. events.Select(trackingEvent => trackingEvent with { RowVersion = null })];
        var half = again.Length / 2;
        return
        [
            .. await ApplyAsync(program, again[..half], cancellationToken),
            .. await ApplyAsync(program, again[half..], cancellationToken),
        ];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event {Event} of {Program} cannot be applied and is held")]
    private static partial void FaultOf(ILogger logger, string @event, string program, Exception fault);
}
