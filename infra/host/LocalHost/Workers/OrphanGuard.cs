using System.Diagnostics;

namespace LocalHost.Workers;

/// <summary>
/// Ends a process when this process ends, even by <c>kill -9</c>, which lets nothing be tidied up. A shell waits at the
/// other end of a pipe that this process holds: the pipe closes when this process ends, however that comes about.
/// </summary>
/// <remarks>Windows has no such shell: there a host that is ended by force leaves its worker behind.</remarks>
internal sealed class OrphanGuard : IDisposable
{
    // A line releases the process; the end of the pipe without one kills it. Signals of the terminal go to the whole
    // group, and the host answers them itself.
    private const string Script = """trap "" INT TERM HUP; read -r released || kill -9 "$1" """;

    private readonly Process? _shell;

    private OrphanGuard(Process? shell) => _shell = shell;

    /// <summary>Ends the process with this one.</summary>
    /// <param name="process">The process, which runs.</param>
    /// <returns>The guard; disposing of it leaves the process alone from then on.</returns>
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
            // The shell was ended by somebody else.
        }

        _shell?.Dispose();
    }
}
