using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Keeps one event from holding up the others of its message, which are of other callers: where applying them fails in
/// a way that will come again, the message is halved until the guilty event is found. That one is finished as held,
/// with its fault in the log.
/// </summary>
public sealed partial class EventIsolation(EventApplication application, ILogger<EventIsolation> logger)
{
    /// <summary>Applies the events of one program.</summary>
    /// <returns>The refunds whose sales are still on their way: they are to be applied again, later.</returns>
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

        // A refund comes after its sale in either half, or in the second one. Some of the events may have had their
        // effect by now.
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
