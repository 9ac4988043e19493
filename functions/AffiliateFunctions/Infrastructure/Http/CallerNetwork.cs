using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The network of a caller: the first 24 bits of an IPv4 address, or the first 48 bits of an IPv6 address. One person
/// can have many addresses in one network.
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
    /// Returns a number for the network: its first bits, with one more bit set for IPv6. Returns null for an unknown or
    /// private address, because many people can share it.
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

    /// <summary>
    /// Returns a number for the host: an IPv4 address, or the first 64 bits of an IPv6 address with one more bit. One
    /// IPv6 host has all addresses of these bits (RFC 4291, section 2.5.4).
    /// </summary>
    public static UInt128 HostOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes) | (UInt128.One << 64);
    }

    // Called for every visitor, so this method allocates no memory.
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
