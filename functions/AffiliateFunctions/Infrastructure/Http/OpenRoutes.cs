using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Counts the requests per minute from one address, or from 64 bits of IPv6 addresses, on routes without a key. Each instance of the app counts separately:
/// the limit keeps one caller from using up the capacity of others, and is not a quota. <see cref="LimitOpenRoutes"/>
/// applies the limits to the functions.
/// </summary>
public sealed class OpenRoutes(IOptions<SiteOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Limited callers = new("open", options.Value.OpenRequestsPerMinute, clock);
    private readonly Limited probes = new("probe", options.Value.HealthRequestsPerMinute, clock);
    private readonly Limited senders = new("webhook", options.Value.WebhookRequestsPerMinute, clock);

    /// <summary>
    /// Returns the problem for a caller that sends too many requests, or null, and sets the headers that say how much is
    /// left. All callers without a known address share one count.
    /// </summary>
    /// <param name="request">The request, which is counted.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="isSaidWithin">
    /// Whether the headers are also set within the limit. A link's visitors, who are never refused, have no use for them.
    /// </param>
    public Problem? Refuse(HttpRequest request, OpenRouteLimit limit, bool isSaidWithin = true)
    {
        var limited = LimitedBy(limit);
        var caller = CallerNetwork.HostOf(CallerAddress.Of(request, options.Value.CallerAddress) ?? IPAddress.None);
        var count = limited.Counts.Count(caller);
        if (isSaidWithin || !count.IsWithin)
        {
            limited.Headers.Set(request.HttpContext.Response, count);
        }

        return count.IsWithin
            ? null
            : new Problem(
                ProblemKind.TooManyRequests,
                "Too many requests came from this address; wait a moment and send the request again."
            )
            {
                RetryAfter = count.Wait,
            };
    }

    private Limited LimitedBy(OpenRouteLimit limit) =>
        limit switch
        {
            OpenRouteLimit.Default => callers,
            OpenRouteLimit.Probe => probes,
            OpenRouteLimit.Webhook => senders,
            _ => throw new UnreachableException($"The limit {limit} has no count."),
        };

    private sealed class Limited(string name, int quota, TimeProvider clock)
    {
        public RecentCounts<UInt128> Counts { get; } = new(quota, Minute, clock);

        public RateLimitHeaders Headers { get; } = new(name, quota, Minute);
    }
}
