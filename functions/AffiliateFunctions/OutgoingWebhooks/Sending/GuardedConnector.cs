using System.Net;
using System.Net.Sockets;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Connects to public addresses only. The connection uses the same address that was checked, so a name that resolves
/// differently in between (DNS rebinding) has no effect.
/// </summary>
internal sealed class GuardedConnector(WebhooksOptions options)
{
    /// <summary>See <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ClosedAddressException">The host has no public address.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var open = options.Allows(host, port) ? addresses : [.. addresses.Where(PublicAddresses.Contain)];
        if (open.Length == 0)
        {
            throw new ClosedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host has no address that may be called.</summary>
internal sealed class ClosedAddressException() : IOException("The host has no public address.");
