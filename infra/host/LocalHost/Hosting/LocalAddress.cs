using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalHost.Hosting;

/// <summary>Where the application listens. It is known before the start, so that settings can refer to it.</summary>
internal sealed class LocalAddress : IDisposable
{
    /// <summary>The port of the platform's tools, which the settings files name too.</summary>
    public const int UsualPort = 7071;

    // A free port is taken by binding its socket at once: nobody else can get it before the server listens on it.
    private readonly Socket? _reserved;

    /// <summary>Chooses the address.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    public LocalAddress(int port)
    {
        Port = port;
        if (port == 0)
        {
            _reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        }

        Uri = new Uri($"http://{(_reserved is null ? "localhost" : "127.0.0.1")}:{Port}");
    }

    /// <summary>The port, never 0.</summary>
    public int Port { get; }

    /// <summary>The address.</summary>
    public Uri Uri { get; }

    /// <summary>Whether the application is up and answers here.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Lets the server listen here.</summary>
    /// <param name="web">The server.</param>
    public void Use(IWebHostBuilder web)
    {
        web.ConfigureKestrel(kestrel => Listen(kestrel));
        if (_reserved is { } socket)
        {
            web.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => socket);
        }
    }

    /// <summary>A setting that points at the usual address points at this one: links and the mail sink follow the port.</summary>
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

    public void Dispose() => _reserved?.Dispose();

    private void Listen(KestrelServerOptions kestrel)
    {
        if (_reserved is null)
        {
            kestrel.ListenLocalhost(Port);
        }
        else
        {
            kestrel.Listen(IPAddress.Loopback, Port);
        }
    }
}
