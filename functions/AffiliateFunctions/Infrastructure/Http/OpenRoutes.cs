using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Limits the number of requests per minute from one address on routes without a key. Each instance of the app counts
/// separately: the limit keeps one caller from using up the capacity of others, and is not a quota.
/// </summary>
public sealed class OpenRoutes(IOptions<SiteOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RecentCounts<IPAddress> callers = new(options.Value.OpenRequestsPerMinute, Minute, clock);
    private readonly RecentCounts<IPAddress> probes = new(options.Value.HealthRequestsPerMinute, Minute, clock);
    private readonly RecentCounts<IPAddress> senders = new(options.Value.WebhookRequestsPerMinute, Minute, clock);

    /// <summary>Returns the problem for a caller that sends too many requests, or null.</summary>
    public Problem? Refuse(HttpRequest request) => Refuse(CallerOf(request));

    /// <summary>
    /// Returns the problem for the caller of that address, or null. All callers without a known address share one
    /// count.
    /// </summary>
    public Problem? Refuse(IPAddress? caller) => Refuse(callers, caller);

    /// <summary>
    /// Returns the problem for a caller that requests the health or the description too often, or null.
    /// </summary>
    public Problem? RefuseProbe(HttpRequest request) => Refuse(probes, CallerOf(request));

    /// <summary>Returns the problem for a sender of too many webhooks, or null.</summary>
    public Problem? RefuseWebhook(HttpRequest request) => Refuse(senders, CallerOf(request));

    private static Problem? Refuse(RecentCounts<IPAddress> counts, IPAddress? caller) =>
        counts.TryCount(caller ?? IPAddress.None)
            ? null
            : new Problem(
                ProblemKind.TooManyRequests,
                "Too many requests came from this address; wait a moment and send the request again."
            );

    /// <summary>The caller's address; see <see cref="CallerAddress"/>.</summary>
    public IPAddress? CallerOf(HttpRequest request) => CallerAddress.Of(request, options.Value.CallerAddress);
}
