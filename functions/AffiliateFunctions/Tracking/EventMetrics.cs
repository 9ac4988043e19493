using System.Diagnostics;
using System.Diagnostics.Metrics;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.Tracking.Intake;

namespace AffiliateFunctions.Tracking;

/// <summary>
/// Measures events by their type: how many are received and finished, and the seconds in between. A message that is
/// interrupted after its effect is measured again when it is repeated.
/// </summary>
public sealed class EventMetrics(IMeterFactory meters)
{
    private readonly Counter<long> received = meters
        .CreateMeter()
        .CreateCounter<long>("affiliate.events.received", "{event}", "Events received, by type and outcome.");

    private readonly Counter<long> finished = meters
        .CreateMeter()
        .CreateCounter<long>("affiliate.events.finished", "{event}", "Events applied, held or rejected, by type.");

    private readonly Histogram<double> duration = meters
        .CreateMeter()
        .CreateHistogram(
            "affiliate.events.duration",
            "s",
            "Time from the receipt of an event to its stored outcome.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
            }
        );

    /// <summary>Counts received events as accepted, repeated or refused.</summary>
    /// <param name="events">The events.</param>
    /// <param name="taken">The result of each event.</param>
    internal void AddReceived(IReadOnlyList<TrackingEvent> events, IReadOnlyList<Taken> taken)
    {
        for (var i = 0; received.Enabled && i < events.Count; i++)
        {
            received.Add(1, TagsOf(events[i].Type, OutcomeOf(taken[i])));
        }
    }

    /// <summary>Counts finished events, and measures how long each one took.</summary>
    internal void AddFinished(IReadOnlyList<StoredEvent> events)
    {
        foreach (var storedEvent in finished.Enabled || duration.Enabled ? events : [])
        {
            var tags = TagsOf(storedEvent.Event.Type, StoredJson.NameOf(storedEvent.Status));
            finished.Add(1, tags);
            if (storedEvent.AppliedAt is { } appliedAt)
            {
                duration.Record(Math.Max(0, (appliedAt - storedEvent.Event.ReceivedAt).TotalSeconds), tags);
            }
        }
    }

    private static string OutcomeOf(Taken taken) =>
        taken.Problem is not null ? "refused"
        : taken.IsRepeat ? "repeated"
        : "accepted";

    private static TagList TagsOf(EventType type, string outcome) =>
        new() { { "affiliate.event.type", StoredJson.NameOf(type) }, { "affiliate.outcome", outcome } };
}
