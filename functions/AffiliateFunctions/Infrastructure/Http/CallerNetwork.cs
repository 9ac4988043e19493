using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The network of a caller, which one person can have many addresses of: the first 24 bits of an IPv4 address, 48 of an
/// IPv6 one.
/// </summary>
public static class CallerNetwork
{
    // RFC 1918, 3927, 4193, 4291 and 6598.
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "10.0.0.0/8",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "fc00::/7",
            "fe80::/10",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>
    /// A number for the network: that of its first bits, and for those of IPv6 one bit more. Null for an address that
    /// is not known or private: there can be anyone behind it.
    /// </summary>
    public static ulong? Of(IPAddress? address)
    {
        var caller = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        if (caller is null || IsPrivate(caller))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        caller.TryWriteBytes(bytes, out _);
        var first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return caller.AddressFamily == AddressFamily.InterNetwork ? first >> 40 : (first >> 16) | (1UL << 48);
    }

    // Asked for every visitor, so without anything allocated.
    private static bool IsPrivate(IPAddress address)
    {
        foreach (var network in Private)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return IPAddress.IsLoopback(address);
    }
}
