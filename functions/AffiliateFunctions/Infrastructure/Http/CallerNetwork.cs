using System.Net;
using System.Net.Sockets;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The network of a caller, which one person can have many addresses of: the first 24 bits of an IPv4 address, 48 of an IPv6 one.
/// </summary>
public static class CallerNetwork
{
    // RFC 1918, 3927, 4193, 4291 and 6598.
    private static readonly IPNetwork[] Private =
    [
        .. new[] { "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10" }
            .Select(IPNetwork.Parse),
    ];

    /// <summary>The network, or null for an address that is not known or private: there can be anyone behind it.</summary>
    public static string? Of(IPAddress? address)
    {
        var caller = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        if (caller is null || Private.Any(network => network.Contains(caller)))
        {
            return null;
        }

        var bytes = caller.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        return Convert.ToHexStringLower(caller.GetAddressBytes().AsSpan(0, bytes));
    }
}
