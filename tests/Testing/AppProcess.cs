using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Testing;

/// <summary>An application in a process of its own, which can be killed at any moment.</summary>
public sealed partial class AppProcess : AppClient
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private AppProcess(Process process, ConcurrentQueue<string> output, Uri address, string storage, string functionKey)
        : base(address, functionKey)
    {
        _process = process;
        _output = output;
        Storage = storage;
    }

    /// <summary>The connection string of its storage; another start with it finds what this one left.</summary>
    public string Storage { get; }

    /// <summary>The bytes of memory that it has at present.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has printed.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The host's program, which test projects that refer to it have beside them.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "AffiliateFunctions.Host.dll");

    /// <summary>Starts the host as a program, with the settings of local.settings.example.json.</summary>
    /// <param name="storage">The storage account; a new one when absent.</param>
    /// <param name="settings">Settings that differ from the file's, with two underscores between section and
    /// name.</param>
    /// <param name="arguments">Further arguments of the command line.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message is what it printed.</exception>
    public static Task<AppProcess> StartAsync(
        string? storage = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        params string[] arguments
    ) => StartProgramAsync(Program, storage, settings, arguments);

    /// <summary>Starts the host as a program that does not lie beside the tests.</summary>
    /// <param name="program">The host's program.</param>
    /// <param name="storage">The storage account; a new one when absent.</param>
    /// <param name="settings">Settings that differ from the example's, with two underscores between section and
    /// name.</param>
    /// <param name="arguments">Further arguments of the command line.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message is what it printed.</exception>
    public static async Task<AppProcess> StartProgramAsync(
        string program,
        string? storage = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        params string[] arguments
    )
    {
        storage ??= await Azurite.NewAccountAsync();
        var start = new ProcessStartInfo("dotnet", [program, "--port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var all = TestSettings.Of(AppContext.BaseDirectory, storage, settings);
        // Settings that point at the usual port are left to the file, whose values are made to follow the port.
        foreach (
            var (name, value) in all.Where(setting =>
                setting.Value?.StartsWith("http://localhost:7071", StringComparison.Ordinal) != true
            )
        )
        {
            start.Environment[name] = value;
        }

        var output = new ConcurrentQueue<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException(string.Join('\n', output)));
        process.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = await listening.Task.WaitAsync(StartPatience);
        return new AppProcess(process, output, address, storage, all["LocalFunctionKey"]!);

        void Read(string? line)
        {
            if (line is not null)
            {
                output.Enqueue(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    listening.TrySetResult(new Uri(match.Groups["address"].Value));
                }
            }
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does: nothing of it is given time to end.</summary>
    public async Task KillAsync()
    {
        End(_process);
        await _process.WaitForExitAsync();
    }

    /// <summary>
    /// Kills the host's process alone, as <c>kill -9</c> with its id does; the processes that it started are not
    /// touched.
    /// </summary>
    public async Task KillHostAloneAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    private protected override async Task EndAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed of after it had.
        }
    }

    [GeneratedRegex(@"Listening on (?<address>http://\S+)")]
    private static partial Regex Listening();
}
