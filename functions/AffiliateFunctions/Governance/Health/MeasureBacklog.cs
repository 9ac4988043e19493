using System.Diagnostics.Metrics;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Health;

/// <summary>
/// Measures what waits: messages in queues, failed orchestrations, and what the features report. Costs no request to
/// storage while no metrics are exported.
/// </summary>
public sealed class MeasureBacklog(
    QueueBacklogs queues,
    FailedOrchestrationStore failed,
    IEnumerable<IBacklogMeasure> measures,
    IMeterFactory meters
)
{
    private readonly Gauge<long> messages = meters
        .CreateMeter()
        .CreateGauge<long>("affiliate.queue.messages", "{message}", "Messages that wait, by queue.");

    private readonly Gauge<long> poison = meters
        .CreateMeter()
        .CreateGauge<long>("affiliate.queue.poison_messages", "{message}", "Messages that failed too often, by queue.");

    private readonly Gauge<long> age = meters
        .CreateMeter()
        .CreateGauge<long>("affiliate.queue.oldest_message.age", "s", "Age of the oldest message, by queue.");

    private readonly Gauge<long> orchestrations = meters
        .CreateMeter()
        .CreateGauge<long>("affiliate.orchestrations.failed", "{orchestration}", "Orchestrations that have failed.");

    /// <inheritdoc cref="MeasureBacklog"/>
    [Function(nameof(MeasureBacklog))]
    public Task RunAsync([TimerTrigger("0 30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        messages.Enabled ? MeasureAsync(cancellationToken) : Task.CompletedTask;

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in await queues.ReadAsync(cancellationToken))
        {
            // https://opentelemetry.io/docs/specs/semconv/attributes-registry/messaging
            var name = new KeyValuePair<string, object?>("messaging.destination.name", queue.Queue);
            messages.Record(queue.Messages, name);
            poison.Record(queue.Poison, name);
            age.Record(queue.OldestSeconds, name);
        }

        orchestrations.Record(await failed.CountAsync(cancellationToken));
        foreach (var measure in measures)
        {
            await measure.MeasureAsync(cancellationToken);
        }
    }
}
