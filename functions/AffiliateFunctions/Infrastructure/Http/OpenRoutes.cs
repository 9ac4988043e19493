using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Limits routes that anyone may call: so many requests a minute from one address. Each instance of the app counts for
/// itself; the limit keeps one caller from starving the others, it is not a quota.
/// </summary>
public sealed class OpenRoutes(IOptions<SiteOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RecentCounts<IPAddress> callers = new(options.Value.OpenRequestsPerMinute, Minute, clock);
    private readonly RecentCounts<IPAddress> probes = new(options.Value.HealthRequestsPerMinute, Minute, clock);
    private readonly RecentCounts<IPAddress> senders = new(options.Value.WebhookRequestsPerMinute, Minute, clock);

    /// <summary>The problem of a caller that asks too often, or null.</summary>
    public Problem? Refuse(HttpRequest request) => Refuse(CallerOf(request));

    /// <summary>
    /// The problem of the caller of that address, or null. Those whose address is not known count as one.
    /// </summary>
    public Problem? Refuse(IPAddress? caller) => Refuse(callers, caller);

    /// <summary>The problem of a caller that asks for the health or the description too often, or null.</summary>
    public Problem? RefuseProbe(HttpRequest request) => Refuse(probes, CallerOf(request));

    /// <summary>The problem of a sender of webhooks that sends too often, or null.</summary>
    public Problem? RefuseWebhook(HttpRequest request) => Refuse(senders, CallerOf(request));

    private static Problem? Refuse(RecentCounts<IPAddress> counts, IPAddress? caller) =>
        counts.TryCount(caller ?? IPAddress.None)
            ? null
            : new Problem(
                ProblemKind.TooManyRequests,
                "Too many requests from this address; wait a moment and send it again."
            );

    /// <summary>The caller's address; see <see cref="CallerAddress"/>.</summary>
    public IPAddress? CallerOf(HttpRequest request) => CallerAddress.Of(request, options.Value.CallerAddress);
}
