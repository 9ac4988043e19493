using System.Diagnostics;
using System.Globalization;
using LocalHost.Azurite;

namespace Testing;

/// <summary>
/// The storage server of this test process: one Azurite on free ports, in memory, that starts when it is first asked
/// for and ends with the process. It has so many accounts that every test takes its own and finds it empty.
/// </summary>
public static class Azurite
{
    private static readonly string[] Accounts =
    [
        .. Enumerable
            .Range(1, 4_999)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"test{number:0000}")),
    ];

    private static readonly Lazy<Task<AzuriteServer>> Server = new(LaunchAsync);

    private static int taken;

    /// <summary>Starts Azurite, installing it when it is missing.</summary>
    /// <returns>Gives an account that no other test has, as a connection string, at every call.</returns>
    public static async Task<Func<string>> StartAsync()
    {
        var server = await Server.Value;
        return () => server.ConnectionString(Accounts[Interlocked.Increment(ref taken) - 1]);
    }

    /// <summary>An account that no other test has.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> NewAccountAsync() => (await StartAsync())();

    /// <summary>The processor time that Azurite has used since its start.</summary>
    public static async Task<TimeSpan> ProcessorTimeAsync()
    {
        using var process = Process.GetProcessById((await Server.Value).ProcessId);
        return process.TotalProcessorTime;
    }

    private static async Task<AzuriteServer> LaunchAsync()
    {
        await AzuriteInstall.EnsureAsync(Console.Error.WriteLine, CancellationToken.None);
        return await AzuriteServer.StartAsync(new() { Accounts = Accounts }, CancellationToken.None);
    }
}
