using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalHost.Hosting;

/// <summary>
/// The address at which callers reach the host. The address is known before the start, so that settings can refer to
/// it.
/// </summary>
internal sealed class LocalAddress : IDisposable
{
    /// <summary>The default port of the platform's tools, which the settings files contain too.</summary>
    public const int UsualPort = 7071;

    /// <summary>Chooses the address.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    public LocalAddress(int port)
    {
        Reserved = port == 0 ? new ReservedPort() : null;
        Port = Reserved?.Port ?? port;
        Uri = new Uri($"http://{(Reserved is null ? "localhost" : "127.0.0.1")}:{Port}");
    }

    /// <summary>The port, never 0.</summary>
    public int Port { get; }

    /// <summary>The address.</summary>
    public Uri Uri { get; }

    /// <summary>The socket of the port if any free port was requested; otherwise null.</summary>
    public ReservedPort? Reserved { get; }

    /// <summary>Makes the server listen at this address.</summary>
    /// <param name="kestrel">The server.</param>
    public void Listen(KestrelServerOptions kestrel)
    {
        if (Reserved is null)
        {
            kestrel.ListenLocalhost(Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        }
        else
        {
            kestrel.Listen(IPAddress.Loopback, Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        }
    }

    /// <summary>
    /// Changes the port in a setting that contains the usual address, so that links and the mail sink follow the port.
    /// </summary>
    /// <param name="value">The setting's value.</param>
    /// <param name="usualPort">The port that the settings were written for.</param>
    /// <returns>The value for this address.</returns>
    public string? Follow(string? value, int usualPort)
    {
        var usual = $"http://localhost:{usualPort}";
        return value is not null && (value == usual || value.StartsWith($"{usual}/", StringComparison.Ordinal))
            ? $"{Uri.GetLeftPart(UriPartial.Authority)}{value[usual.Length..]}"
            : value;
    }

    public void Dispose() => Reserved?.Dispose();
}
