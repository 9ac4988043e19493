using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using LocalHost.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Azurite;

/// <summary>
/// Provides development storage. An Azurite that already listens is used. Otherwise one is installed, started, and
/// stopped with the host.
/// </summary>
internal sealed class DevelopmentStorage(Settings settings, ILogger<DevelopmentStorage> logger)
    : IHostedService,
        IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private AzuriteServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (
            settings.ConnectionString(null)?.TrimEnd(';') != "UseDevelopmentStorage=true"
            || await IsListeningAsync(cancellationToken)
        )
        {
            return;
        }

        await AzuriteInstall.EnsureAsync(text => logger.LogInformation("{Progress}", text), cancellationToken);
        using var exclusive = await AzuriteFiles.LockAsync("start", cancellationToken);
        await WaitForPreviousAsync(cancellationToken);
        if (!await IsListeningAsync(cancellationToken))
        {
            await StartServerAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var options = new AzuriteOptions
        {
            QueuePort = AzuriteOptions.DefaultQueuePort,
            TablePort = AzuriteOptions.DefaultTablePort,
            Location = AzuriteFiles.Data,
        };
        _server = await AzuriteServer.StartAsync(options, cancellationToken);
        var id = _server.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(AzuriteFiles.ProcessId, id, cancellationToken);
        logger.LogInformation("Started Azurite; its data is in {Folder}", AzuriteFiles.Data);
    }

    // The Azurite of a killed host can still write its data after it has stopped listening.
    private static async Task WaitForPreviousAsync(CancellationToken cancellationToken)
    {
        if (
            !File.Exists(AzuriteFiles.ProcessId)
            || !int.TryParse(await File.ReadAllTextAsync(AzuriteFiles.ProcessId, cancellationToken), out var id)
        )
        {
            return;
        }

        while (IsNode(id) && !await IsListeningAsync(cancellationToken))
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private static bool IsNode(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("node", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> IsListeningAsync(CancellationToken cancellationToken) =>
        await IsListeningAsync(AzuriteOptions.DefaultQueuePort, cancellationToken)
        && await IsListeningAsync(AzuriteOptions.DefaultTablePort, cancellationToken);

    private static async Task<bool> IsListeningAsync(int port, CancellationToken cancellationToken)
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
