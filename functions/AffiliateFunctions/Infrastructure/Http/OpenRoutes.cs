using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The manners of routes that anyone may call: so many requests a minute from one address. Each instance of the app counts for
/// itself; the limit keeps one caller from starving the others, it is not a quota.
/// </summary>
public sealed class OpenRoutes : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter;

    /// <summary>The limiter with the configured rate.</summary>
    public OpenRoutes(IOptions<SiteOptions> options)
    {
        var perMinute = options.Value.OpenRequestsPerMinute;
        limiter = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetSlidingWindowLimiter(
            caller,
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
    }

    /// <summary>The problem of a caller that asks too often, or null.</summary>
    public Problem? Refuse(HttpRequest request)
    {
        using var lease = limiter.AttemptAcquire(CallerOf(request));
        return lease.IsAcquired ? null : new Problem(ProblemKind.TooManyRequests, "Too many requests from this address; wait a moment and send it again.");
    }

    /// <inheritdoc/>
    public void Dispose() => limiter.Dispose();

    /// <summary>
    /// The caller's address: the last entry of X-Forwarded-For, which the platform's front end adds and callers cannot choose,
    /// else the connection's.
    /// </summary>
    public static string CallerOf(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        return IPEndPoint.TryParse(last, out var caller)
            ? caller.Address.ToString()
            : request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown";
    }
}
