using System.Diagnostics;

namespace LocalHost.Workers;

/// <summary>
/// Ends a process when this process ends, even after <c>kill -9</c>, which allows no cleanup. A shell waits at the
/// other end of a pipe that this process holds. The pipe closes when this process ends, for whatever reason.
/// </summary>
/// <remarks>Windows has no such shell: there, a host that is killed leaves its worker running.</remarks>
internal sealed class OrphanGuard : IDisposable
{
    // A line releases the process; the end of the pipe without a line kills it. The shell ignores the terminal's
    // signals, which go to the whole process group and which the host handles.
    private const string Script = """trap "" INT TERM HUP; read -r released || kill -9 "$1" """;

    private readonly Process? _shell;

    private OrphanGuard(Process? shell) => _shell = shell;

    /// <summary>Ends a process together with this process.</summary>
    /// <param name="process">The running process.</param>
    /// <returns>The guard. Disposing of it releases the process.</returns>
    public static OrphanGuard Of(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(null);
        }

        string[] arguments =
        [
            "-c",
            Script,
            "sh",
            process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo("/bin/sh", arguments) { RedirectStandardInput = true };
        return new(Process.Start(start));
    }

    public void Dispose()
    {
        try
        {
            _shell?.StandardInput.Write('\n');
            _shell?.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell has already been ended.
        }

        _shell?.Dispose();
    }
}
