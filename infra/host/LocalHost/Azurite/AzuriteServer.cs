using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LocalHost.Azurite;

/// <summary>An Azurite that this process started. It ends with this process, even if this process is killed.</summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    // Node takes seconds to load Azurite on a machine that is busy with a build.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _node;
    private readonly ConcurrentDictionary<string, int> _ports = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AzuriteServer(Process node)
    {
        _node = node;
        _node.OutputDataReceived += (_, line) => Read(line.Data);
        _node.ErrorDataReceived += (_, line) => Read(line.Data);
        _node.Exited += (_, _) =>
            _ready.TrySetException(
                AzuriteInstall.Refusal(
                    $"It ended at once: {_output.LastOrDefault()}",
                    "Check that its ports, 10001 and 10002, are free."
                )
            );
        _node.EnableRaisingEvents = true;
        _node.BeginOutputReadLine();
        _node.BeginErrorReadLine();
    }

    /// <summary>The port of the queue service.</summary>
    public int QueuePort => _ports["Queue"];

    /// <summary>The port of the table service.</summary>
    public int TablePort => _ports["Table"];

    /// <summary>The id of Azurite's process.</summary>
    public int ProcessId => _node.Id;

    /// <summary>Starts Azurite.</summary>
    /// <param name="options">Azurite's ports, accounts and data.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The server, ready for requests.</returns>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", [AzuriteFiles.Launcher, .. options.Arguments])
        {
            WorkingDirectory = AzuriteFiles.Package,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (options.Accounts.Count > 0)
        {
            start.Environment["AZURITE_ACCOUNTS"] = string.Join(
                ';',
                options.Accounts.Select(account => $"{account}:{KeyOf(account)}")
            );
        }

        var server = new AzuriteServer(AzuriteInstall.Start(start));
        try
        {
            await server._ready.Task.WaitAsync(StartTimeout, TimeProvider.System, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the connection string of an account.</summary>
    /// <param name="account">The account's name.</param>
    /// <returns>The connection string.</returns>
    public string ConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={KeyOf(account)};"
        + $"QueueEndpoint=http://127.0.0.1:{QueuePort}/{account};TableEndpoint=http://127.0.0.1:{TablePort}/{account};";

    private static string KeyOf(string account) =>
        account == "devstoreaccount1" ? AzuriteOptions.Key : AzuriteOptions.ShortKey;

    public async ValueTask DisposeAsync()
    {
        // The launcher ends when its standard input ends, as it does when the parent process ends.
        _node.StandardInput.Close();
        try
        {
            await _node.WaitForExitAsync(CancellationToken.None).WaitAsync(StopTimeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            _node.Kill(entireProcessTree: true);
        }

        _node.Dispose();
    }

    // All output is read, because Azurite would otherwise block on a full pipe. The last lines are kept for error
    // messages.
    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (_output.Count > 20)
        {
            _output.TryDequeue(out _);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].ValueSpan);
            if (_ports.Count == 3)
            {
                _ready.TrySetResult();
            }
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>\w+) service is successfully listening at \S+:(?<port>\d+)$")]
    private static partial Regex Listening();
}
