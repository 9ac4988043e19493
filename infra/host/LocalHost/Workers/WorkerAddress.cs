using System.Net.Sockets;

namespace LocalHost.Workers;

/// <summary>The worker's own HTTP address.</summary>
internal sealed class WorkerAddress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The address as a URL prefix; null if the worker serves no HTTP.</summary>
    public string? Prefix { get; private set; }

    /// <summary>Sets the address and waits until the worker listens there.</summary>
    /// <param name="address">The address; null if the worker serves no HTTP.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task SetAsync(Uri? address, CancellationToken cancellationToken)
    {
        while (address is not null && !await ListensAsync(address, cancellationToken))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        Prefix = address?.ToString();
    }

    private static async Task<bool> ListensAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
