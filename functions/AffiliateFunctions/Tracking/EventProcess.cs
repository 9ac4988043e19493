using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Tracking;

/// <summary>
/// The handling of tracking events, from the receipt to the stored effect. Only events of the last day are looked at,
/// because a program can have millions.
/// </summary>
internal sealed class EventProcess(ITrackingLog events, TimeProvider clock) : IProcessSource
{
    private const string Apply = "apply_event";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [new("tracking", Apply, StepOwner.System, TimeSpan.FromHours(1))];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var lastDay = new EventTime(now.AddDays(-1), now.AddDays(1));
        await foreach (var tracked in events.EventsAsync(program, lastDay, cancellationToken))
        {
            if (tracked.AppliedAt is not null || tracked.Status == "accepted")
            {
                yield return new StepRun(Apply, tracked.ReceivedAt, tracked.AppliedAt);
            }
        }
    }
}
