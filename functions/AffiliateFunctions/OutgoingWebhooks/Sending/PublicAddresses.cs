using System.Net;
using System.Net.Sockets;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Decides which addresses are public. IPv4: all addresses except those that the IANA IPv4 Special-Purpose Address
/// Registry (https://www.iana.org/assignments/iana-ipv4-special-registry) does not list as globally reachable,
/// multicast (RFC 5771), and Azure's own address
/// (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16). IPv6: global unicast, 2000::/3
/// (RFC 4291), except what the IPv6 registry (https://www.iana.org/assignments/iana-ipv6-special-registry) excludes
/// from it.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] ClosedV4 =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // Protocol assignments with Teredo, documentation, and 6to4, which wraps any IPv4 address.
    private static readonly IPNetwork[] ClosedV6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether the address is public.</summary>
    public static bool Contain(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !ClosedV4.Any(network => network.Contains(plain))
            : GlobalUnicast.Contains(plain) && !ClosedV6.Any(network => network.Contains(plain));
    }
}
