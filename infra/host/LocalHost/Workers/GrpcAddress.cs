using LocalHost.Hosting;

namespace LocalHost.Workers;

/// <summary>The host's address for the worker: gRPC over HTTP/2 without TLS, on a separate loopback port.</summary>
internal sealed class GrpcAddress : IDisposable
{
    private readonly ReservedPort _port = new();

    /// <summary>The address.</summary>
    public Uri Uri => new($"http://127.0.0.1:{_port.Port}");

    /// <summary>
    /// The host name and port by which routes distinguish the worker's requests from those of callers.
    /// </summary>
    public string Authority => Uri.Authority;

    /// <summary>The port, which no other process can use before the server listens on it.</summary>
    public ReservedPort Port => _port;

    public void Dispose() => _port.Dispose();
}
