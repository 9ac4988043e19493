using System.Net;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The address of a request's caller. The setting <c>Site:CallerAddress</c> selects how the address is found:
/// <list type="bullet">
/// <item><c>forwarded</c>: the platform forwards requests to the worker from this machine and replaces X-Forwarded-For
/// with the address of its own caller. That caller is the platform's front end, unless the setting
/// <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is <c>true</c>: then the platform uses the last entry that the front end
/// wrote. The worker reads the header into the connection's address before it calls a function.</item>
/// <item><c>front_door</c>: Azure Front Door stands in front of the app and writes the caller's address into
/// X-Azure-ClientIP (https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol). The app must accept
/// requests from that Front Door only, because any other caller could set the header too.</item>
/// </list>
/// </summary>
public static class CallerAddress
{
    /// <summary>The setting's value for the address that the platform forwards.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The setting's value for the address that Azure Front Door reports.</summary>
    public const string FrontDoor = "front_door";

    private const string FrontDoorHeader = "X-Azure-ClientIP";
    private const string ForwardedHeader = "X-Forwarded-For";

    // ASP.NET Core keeps the replaced address in this header after it has read the headers of proxies:
    // https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer#forwarded-headers-middleware-options
    private const string ReadHeader = "X-Original-For";

    /// <summary>Returns the caller's address, or null if it is not known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="setting"><see cref="Forwarded"/> or <see cref="FrontDoor"/>.</param>
    public static IPAddress? Of(HttpRequest request, string setting)
    {
        var told = setting == FrontDoor ? request.Headers[FrontDoorHeader].ToString() : LastForwarded(request.Headers);
        return IPEndPoint.TryParse(told, out var caller)
            ? caller.Address
            : request.HttpContext.Connection.RemoteIpAddress;
    }

    // If ASP.NET Core has read the header, the connection has the address of its last entry, and the caller wrote the
    // remaining entries. Otherwise the last entry is the address of the nearest proxy.
    private static ReadOnlySpan<char> LastForwarded(IHeaderDictionary headers)
    {
        var forwarded = headers.ContainsKey(ReadHeader) ? string.Empty : headers[ForwardedHeader].ToString();
        return forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim();
    }
}
