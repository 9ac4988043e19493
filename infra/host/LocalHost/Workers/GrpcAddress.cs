using LocalHost.Hosting;

namespace LocalHost.Workers;

/// <summary>Where the host answers the worker: gRPC over HTTP/2 without TLS, on a loopback port of its own.</summary>
internal sealed class GrpcAddress : IDisposable
{
    private readonly ReservedPort _port = new();

    /// <summary>The address.</summary>
    public Uri Uri => new($"http://127.0.0.1:{_port.Port}");

    /// <summary>The host name and port by which routes tell the worker's requests from those of callers.</summary>
    public string Authority => Uri.Authority;

    /// <summary>The port, which nobody else can take before the server listens on it.</summary>
    public ReservedPort Port => _port;

    public void Dispose() => _port.Dispose();
}
