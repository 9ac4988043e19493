using System.Diagnostics;

namespace AffiliateFunctions.Infrastructure.Telemetry;

/// <summary>
/// Carries a trace through queue messages, as <c>traceparent</c> of https://www.w3.org/TR/trace-context. A message that
/// comes from one trace continues that trace. A message with work of several traces starts an activity that links to
/// each of them (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans).
/// </summary>
internal static class TraceParents
{
    /// <summary>
    /// The <c>traceparent</c> of the running activity, or null if its trace is not exported. Without an exporter, the
    /// mark of a trace says only that the caller exports it.
    /// </summary>
    public static string? Current =>
        AppTelemetry.Source.HasListeners() && Activity.Current is { Recorded: true } activity ? activity.Id : null;

    /// <summary>Starts the activity that processes a message. Returns null if nothing is exported.</summary>
    /// <param name="name">The name of the activity, such as <c>process tracking-events</c>.</param>
    /// <param name="senders">The <c>traceparent</c> of each item of the message; items without one are skipped.</param>
    public static Activity? StartProcessing(string name, IEnumerable<string?> senders)
    {
        if (!AppTelemetry.Source.HasListeners())
        {
            return null;
        }

        var traces = senders
            .Distinct(StringComparer.Ordinal)
            .Select(sender => ActivityContext.TryParse(sender, null, isRemote: true, out var trace) ? trace : default)
            .Where(trace => trace != default && trace.TraceId != Activity.Current?.TraceId)
            .ToList();
        var invocation = Activity.Current?.Context;
        return traces switch
        {
            [] => AppTelemetry.Source.StartActivity(name, ActivityKind.Consumer),
            [var only] => AppTelemetry.Source.StartActivity(
                name,
                ActivityKind.Consumer,
                only,
                links: invocation is { } ran ? [new ActivityLink(ran)] : null
            ),
            _ => AppTelemetry.Source.StartActivity(
                name,
                ActivityKind.Consumer,
                parentContext: default,
                links: traces.Select(trace => new ActivityLink(trace))
            ),
        };
    }
}
