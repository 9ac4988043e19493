using System.ComponentModel;
using System.Diagnostics;
using LocalHost.Hosting;

namespace LocalHost.Azurite;

/// <summary>Installs Azurite from npm at the version of the lock file, once; a changed lock file installs it again.</summary>
internal static class AzuriteInstall
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    private static string Wanted => Path.Combine(AzuriteFiles.Package, "package-lock.json");

    // Written last, so that an installation that was broken off counts as none.
    private static string Installed => Path.Combine(AzuriteFiles.Package, "node_modules", ".installed.json");

    /// <summary>Installs Azurite unless it is there.</summary>
    /// <param name="tell">Told of what takes long.</param>
    /// <param name="cancellationToken">Breaks the installation off.</param>
    /// <exception cref="StartRefusedException">npm is missing, or failed.</exception>
    public static async Task EnsureAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        if (IsInstalled())
        {
            return;
        }

        using var alone = await AzuriteFiles.LockAsync("install", cancellationToken);
        if (!IsInstalled())
        {
            await RunNpmAsync(tell, cancellationToken);
            File.Copy(Wanted, Installed, overwrite: true);
        }
    }

    /// <summary>Why Azurite cannot be had, as a start that is refused.</summary>
    /// <param name="what">What went wrong.</param>
    /// <param name="mend">What to do about it.</param>
    /// <returns>The exception to throw.</returns>
    public static StartRefusedException Refusal(string what, string mend) => new([new("Azurite", what, mend)]);

    private static bool IsInstalled() => File.Exists(Installed) && File.ReadAllText(Installed) == File.ReadAllText(Wanted);

    private static async Task RunNpmAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        // The packages' install scripts are not run: Azurite needs none of them.
        var start = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = AzuriteFiles.Package,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        tell("Installing Azurite from npm; this happens once.");
        var began = TimeProvider.System.GetTimestamp();
        using var npm = Start(start);
        using var killed = cancellationToken.Register(() => npm.Kill(entireProcessTree: true));
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        var ended = npm.WaitForExitAsync(cancellationToken);
        while (await Task.WhenAny(ended, Task.Delay(Tick, TimeProvider.System, cancellationToken)) != ended)
        {
            tell($"Still installing Azurite, after {Seconds(began)} s.");
        }

        await ended;
        await output;
        if (npm.ExitCode != 0)
        {
            throw Refusal(
                $"npm could not install it: {(await errors).Trim()}",
                $"Run 'npm ci' in {AzuriteFiles.Package}, or let AzureWebJobsStorage name a storage account.");
        }

        tell($"Installed Azurite in {Seconds(began)} s.");
    }

    /// <summary>Starts a process, and says in a sentence when its program is missing.</summary>
    /// <param name="start">What to start.</param>
    /// <returns>The process.</returns>
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
                "Install Node.js 20 or newer with npm (https://nodejs.org), or let AzureWebJobsStorage name a storage account.");
        }
    }

    private static int Seconds(long since) => (int)TimeProvider.System.GetElapsedTime(since).TotalSeconds;
}
