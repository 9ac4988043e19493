using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>Measures attempts to deliver webhooks.</summary>
public sealed class WebhookMetrics(IMeterFactory meters)
{
    private readonly Counter<long> attempts = meters
        .CreateMeter()
        .CreateCounter<long>(
            "affiliate.webhooks.attempts",
            "{attempt}",
            "Attempts to deliver a webhook; a failed one has an error.type."
        );

    /// <summary>Counts an attempt. A failed attempt has the response's status, or <c>unanswered</c>.</summary>
    internal void Add(DeliveryAttempt attempt) =>
        attempts.Add(
            1,
            attempt.Succeeded
                ? default
                : new TagList
                {
                    { "error.type", attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "unanswered" },
                }
        );
}
