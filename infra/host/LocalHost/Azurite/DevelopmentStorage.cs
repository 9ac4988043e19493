using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using LocalHost.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Azurite;

/// <summary>
/// Sees to it that development storage answers: an Azurite that listens is used, whoever started it; else one is installed and
/// started, and stopped with the application.
/// </summary>
internal sealed class DevelopmentStorage(Settings settings, ILogger<DevelopmentStorage> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private AzuriteServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.ConnectionString(null)?.TrimEnd(';') != "UseDevelopmentStorage=true" || await ListensAsync(cancellationToken))
        {
            return;
        }

        await AzuriteInstall.EnsureAsync(text => logger.LogInformation("{Progress}", text), cancellationToken);
        using var alone = await AzuriteFiles.LockAsync("start", cancellationToken);
        await WhenFormerHasEndedAsync(cancellationToken);
        if (await ListensAsync(cancellationToken))
        {
            return;
        }

        _server = await AzuriteServer.StartAsync(
            new() { QueuePort = AzuriteOptions.UsualQueuePort, TablePort = AzuriteOptions.UsualTablePort, Location = AzuriteFiles.Data },
            cancellationToken);
        await File.WriteAllTextAsync(AzuriteFiles.ProcessId, _server.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
        logger.LogInformation("Started Azurite; its data is in {Folder}", AzuriteFiles.Data);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    // When an application was killed, its Azurite may still be writing its data, and no longer listen.
    private static async Task WhenFormerHasEndedAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(AzuriteFiles.ProcessId)
            || !int.TryParse(await File.ReadAllTextAsync(AzuriteFiles.ProcessId, cancellationToken), out var id))
        {
            return;
        }

        while (IsNode(id) && !await ListensAsync(cancellationToken))
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    private static bool IsNode(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("node", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> ListensAsync(CancellationToken cancellationToken) =>
        await ListensAsync(AzuriteOptions.UsualQueuePort, cancellationToken) && await ListensAsync(AzuriteOptions.UsualTablePort, cancellationToken);

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
