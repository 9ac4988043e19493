using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The manners of routes that anyone may call: so many requests a minute from one address. Each instance of the app counts for
/// itself; the limit keeps one caller from starving the others, it is not a quota.
/// </summary>
public sealed class OpenRoutes(IOptions<SiteOptions> options, TimeProvider clock)
{
    // What the front end's address for the caller was replaced with stands here, once ASP.NET Core has read the headers of proxies
    // (https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer#forwarded-headers-middleware-options).
    private const string ReadHeader = "X-Original-For";
    private const string ForwardedHeader = "X-Forwarded-For";

    private readonly RecentCounts<IPAddress> callers = new(options.Value.OpenRequestsPerMinute, TimeSpan.FromMinutes(1), clock);

    /// <summary>The problem of a caller that asks too often, or null.</summary>
    public Problem? Refuse(HttpRequest request) => Refuse(CallerOf(request));

    /// <summary>The problem of the caller of that address, or null. Those whose address is not known count as one.</summary>
    public Problem? Refuse(IPAddress? caller)
        => callers.TryCount(caller ?? IPAddress.None) ? null : new Problem(ProblemKind.TooManyRequests, "Too many requests from this address; wait a moment and send it again.");

    /// <summary>
    /// The caller's address as the platform's front end tells it, which adds it to X-Forwarded-For behind what the caller may have sent
    /// there. On Azure the worker has read that last entry before us: it has become the connection's address, and what is left in the
    /// header is the caller's own. On a laptop nothing stands in front of the app and nothing has read the header: the last entry counts,
    /// so that callers can be told apart in tests, else the connection's address, if it has one.
    /// </summary>
    public static IPAddress? CallerOf(HttpRequest request)
    {
        var forwarded = request.Headers.ContainsKey(ReadHeader) ? string.Empty : request.Headers[ForwardedHeader].ToString();
        var last = forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim();
        return IPEndPoint.TryParse(last, out var caller) ? caller.Address : request.HttpContext.Connection.RemoteIpAddress;
    }
}
