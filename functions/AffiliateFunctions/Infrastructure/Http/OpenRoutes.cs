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
    private readonly RecentCounts<IPAddress> callers = new(options.Value.OpenRequestsPerMinute, TimeSpan.FromMinutes(1), clock);

    /// <summary>The problem of a caller that asks too often, or null.</summary>
    public Problem? Refuse(HttpRequest request) => Refuse(CallerOf(request));

    /// <summary>The problem of the caller of that address, or null. Those whose address is not known count as one.</summary>
    public Problem? Refuse(IPAddress? caller)
        => callers.TryCount(caller ?? IPAddress.None) ? null : new Problem(ProblemKind.TooManyRequests, "Too many requests from this address; wait a moment and send it again.");

    /// <summary>The caller's address; see <see cref="CallerAddress"/>.</summary>
    public IPAddress? CallerOf(HttpRequest request) => CallerAddress.Of(request, options.Value.CallerAddress);
}
