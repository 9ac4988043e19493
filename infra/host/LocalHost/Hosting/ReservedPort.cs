using System.Net;
using System.Net.Sockets;

namespace LocalHost.Hosting;

/// <summary>
/// A free loopback port. Its socket is bound at once, so that no other process can use the port before a server listens
/// on it.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    /// <summary>Reserves a free port.</summary>
    public ReservedPort()
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)Socket.LocalEndPoint!).Port;
    }

    /// <summary>The bound socket, for the server.</summary>
    public Socket Socket { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    public void Dispose() => Socket.Dispose();
}
