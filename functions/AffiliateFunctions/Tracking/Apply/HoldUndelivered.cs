using AffiliateFunctions.Tracking.Intake;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Takes messages of events that could not be applied however often they were tried, as while storage was away in part, and finishes
/// their events as held: a person sees them and can try them again, and none stays on its way for ever. What is not ours throws.
/// </summary>
internal sealed class HoldUndelivered(EventApplication application)
{
    private const string Undelivered = "undelivered";

    [Function(nameof(HoldUndelivered))]
    public async Task RunAsync([QueueTrigger(EventMessage.PoisonQueue)] BinaryData message, CancellationToken cancellationToken)
    {
        foreach (var one in EventMessage.Unpack(message))
        {
            await application.SetAsideAsync(one, Undelivered, cancellationToken);
        }
    }
}
