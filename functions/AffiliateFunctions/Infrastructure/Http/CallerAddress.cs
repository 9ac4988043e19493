using System.Net;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The address of the caller of a request, which the setting <c>Site:CallerAddress</c> says how to find:
/// <list type="bullet">
/// <item><c>forwarded</c>: the platform forwards requests to the worker from this machine and replaces X-Forwarded-For
/// by the address of its own caller. Its own caller is the platform's front end, unless the setting
/// <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is <c>true</c>: then it takes the last entry that the front end wrote.
/// The worker reads the header into the connection's address before a function is called.</item>
/// <item><c>front_door</c>: Azure Front Door stands before the app and writes the caller's address into
/// X-Azure-ClientIP (https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol). The app must take
/// requests from that Front Door alone, since anybody else could write the header too.</item>
/// </list>
/// </summary>
public static class CallerAddress
{
    /// <summary>The setting's value for the address that the platform forwards.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The setting's value for the address that Azure Front Door tells.</summary>
    public const string FrontDoor = "front_door";

    private const string FrontDoorHeader = "X-Azure-ClientIP";
    private const string ForwardedHeader = "X-Forwarded-For";

    // What ASP.NET Core replaced stands here, once it has read the headers of proxies
    // (https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer#forwarded-headers-middleware-options).
    private const string ReadHeader = "X-Original-For";

    /// <summary>The address, or null where it is not known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="setting"><see cref="Forwarded"/> or <see cref="FrontDoor"/>.</param>
    public static IPAddress? Of(HttpRequest request, string setting)
    {
        var told = setting == FrontDoor ? request.Headers[FrontDoorHeader].ToString() : LastForwarded(request.Headers);
        return IPEndPoint.TryParse(told, out var caller)
            ? caller.Address
            : request.HttpContext.Connection.RemoteIpAddress;
    }

    // Where the header was read, its last entry is the connection's address, and what is left of it is the caller's
    // own. Where nothing has read it, its last entry is the nearest proxy's.
    private static ReadOnlySpan<char> LastForwarded(IHeaderDictionary headers)
    {
        var forwarded = headers.ContainsKey(ReadHeader) ? string.Empty : headers[ForwardedHeader].ToString();
        return forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim();
    }
}
