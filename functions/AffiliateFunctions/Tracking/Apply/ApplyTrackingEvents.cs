using AffiliateFunctions.Tracking.Intake;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies a message of events. Every step is named by its event and stored once, so a message may come any number of times, be cut
/// off anywhere, and be applied by several instances, with the effect of once. What is not ours throws, and ends in the poison queue.
/// </summary>
internal sealed class ApplyTrackingEvents(EventApplication application, UnappliedEvents unapplied)
{
    [Function(nameof(ApplyTrackingEvents))]
    public async Task RunAsync([QueueTrigger(EventMessage.Queue)] BinaryData message, CancellationToken cancellationToken)
    {
        var events = EventMessage.Unpack(message);
        foreach (var program in events.GroupBy(one => one.Program))
        {
            await application.ApplyAsync(program.Key, [.. program], cancellationToken);
        }

        await unapplied.ForgetAsync(message, events, cancellationToken);
    }
}
