using AffiliateFunctions.Tracking.Intake;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Takes messages of events that could not be applied however often they were tried, as while storage was away in part, and finishes
/// their events as held: a person sees them and can try them again, and none stays on its way for ever. What is not ours throws.
/// </summary>
public sealed class HoldUndelivered(EventApplication application, UnappliedEvents unapplied)
{
    private const string Undelivered = "undelivered";

    /// <inheritdoc cref="HoldUndelivered"/>
    [Function(nameof(HoldUndelivered))]
    public async Task RunAsync([QueueTrigger(EventMessage.PoisonQueue)] byte[] message, CancellationToken cancellationToken)
    {
        var events = EventMessage.Unpack(message);
        foreach (var one in events)
        {
            await application.SetAsideAsync(one, Undelivered, cancellationToken);
        }

        await unapplied.ForgetAsync(message, events, cancellationToken);
    }
}
