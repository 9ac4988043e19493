using System.ComponentModel;
using System.Diagnostics;
using LocalHost.Hosting;

namespace LocalHost.Azurite;

/// <summary>
/// Installs Azurite from npm once, at the version of the lock file. A changed lock file causes a new installation.
/// </summary>
internal static class AzuriteInstall
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    private static string WantedLock => Path.Combine(AzuriteFiles.Package, "package-lock.json");

    // This file is written last, so an interrupted installation is not taken for a complete one.
    private static string InstalledLock => Path.Combine(AzuriteFiles.Package, "node_modules", ".installed.json");

    /// <summary>Installs Azurite unless it is installed.</summary>
    /// <param name="report">Receives sentences about the progress.</param>
    /// <param name="cancellationToken">Cancels the installation.</param>
    /// <returns>A task that ends when Azurite is installed.</returns>
    /// <exception cref="StartRefusedException">npm is missing or failed.</exception>
    public static async Task EnsureAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (IsInstalled())
        {
            return;
        }

        using var exclusive = await AzuriteFiles.LockAsync("install", cancellationToken);
        if (!IsInstalled())
        {
            await RunNpmAsync(report, cancellationToken);
            File.Copy(WantedLock, InstalledLock, overwrite: true);
        }
    }

    /// <summary>Creates the exception for an Azurite that cannot be installed or started.</summary>
    /// <param name="problem">What went wrong.</param>
    /// <param name="fix">How to fix it.</param>
    /// <returns>The exception to throw.</returns>
    public static StartRefusedException Refusal(string problem, string fix) => new([new("Azurite", problem, fix)]);

    private static bool IsInstalled() =>
        File.Exists(InstalledLock) && File.ReadAllText(InstalledLock) == File.ReadAllText(WantedLock);

    private static async Task RunNpmAsync(Action<string> report, CancellationToken cancellationToken)
    {
        // The packages' install scripts are not run: Azurite needs none of them.
        var start = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        )
        {
            WorkingDirectory = AzuriteFiles.Package,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        report("Installing Azurite from npm; this happens only once.");
        var began = TimeProvider.System.GetTimestamp();
        using var npm = Start(start);
        using var killed = cancellationToken.Register(() => npm.Kill(entireProcessTree: true));
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        var ended = npm.WaitForExitAsync(cancellationToken);
        while (await Task.WhenAny(ended, Task.Delay(ReportInterval, TimeProvider.System, cancellationToken)) != ended)
        {
            report($"Still installing Azurite, after {Seconds(began)} s.");
        }

        await ended;
        await output;
        if (npm.ExitCode != 0)
        {
            throw Refusal(
                $"npm could not install Azurite: {(await errors).Trim()}",
                $"Run 'npm ci' in {AzuriteFiles.Package}, or set AzureWebJobsStorage to a storage account."
            );
        }

        report($"Installed Azurite in {Seconds(began)} s.");
    }

    /// <summary>Starts a process.</summary>
    /// <param name="start">The program and its arguments.</param>
    /// <returns>The process.</returns>
    /// <exception cref="StartRefusedException">The program is missing.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw Refusal(
                $"The program '{start.FileName}' is missing; Azurite runs on Node.js.",
                "Install Node.js 20 or newer with npm (https://nodejs.org), "
                    + "or set AzureWebJobsStorage to a storage account."
            );
        }
    }

    private static int Seconds(long since) => (int)TimeProvider.System.GetElapsedTime(since).TotalSeconds;
}
