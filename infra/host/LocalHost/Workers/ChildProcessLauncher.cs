using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using LocalHost.Hosting;

namespace LocalHost.Workers;

/// <summary>
/// Starts the output of <c>dotnet publish</c> as the platform does: as a process of its own, with the command that its
/// worker.config.json names, the platform's switches, and the settings in the environment.
/// </summary>
/// <param name="directory">The folder of the published app.</param>
/// <param name="settings">The app's settings.</param>
/// <param name="grpc">The gRPC address of the host.</param>
internal sealed class ChildProcessLauncher(string directory, AppSettings settings, GrpcAddress grpc) : IWorkerLauncher
{
    private const string WorkerConfig = "worker.config.json";

    public string Directory => directory;

    public Task<ILaunchedWorker> LaunchAsync(string workerId, CancellationToken cancellationToken)
    {
        var (executable, assembly) = ReadCommand();
        var start = new ProcessStartInfo(executable, [assembly, .. SwitchesOf(workerId)])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = directory;
        start.Environment["AzureWebJobsScriptRoot"] = directory;
        foreach (var (name, value) in settings.ForApp)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Task.FromResult<ILaunchedWorker>(new Worker(start));
    }

    private (string Executable, string Assembly) ReadCommand()
    {
        var path = Path.Combine(directory, WorkerConfig);
        using var config = JsonDocument.Parse(File.ReadAllText(path));
        var description = config.RootElement.GetProperty("description");
        return (
            description.GetProperty("defaultExecutablePath").GetString()!,
            description.GetProperty("defaultWorkerPath").GetString()!
        );
    }

    private string[] SwitchesOf(string workerId) =>
        [
            "--host",
            grpc.Uri.Host,
            "--port",
            grpc.Port.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--workerId",
            workerId,
            "--requestId",
            workerId,
            "--grpcMaxMessageLength",
            int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--functions-uri",
            grpc.Uri.ToString(),
            "--functions-worker-id",
            workerId,
            "--functions-request-id",
            workerId,
            "--functions-grpc-max-message-length",
            int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ];

    private sealed class Worker : ILaunchedWorker
    {
        private const int MaxRemembered = 40;

        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

        private readonly Process _process;
        private readonly ConcurrentQueue<string> _output = [];
        private readonly OrphanGuard _guard;

        public Worker(ProcessStartInfo start)
        {
            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Remember(line.Data);
            _process.ErrorDataReceived += (_, line) => Remember(line.Data);
            _process.Start();
            _guard = OrphanGuard.Of(_process);
            AppDomain.CurrentDomain.ProcessExit += OnHostExit;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Ended = WaitForEndAsync();
        }

        public Task Ended { get; }

        public Uri? HttpAddress => null;

        public IServiceProvider? Services => null;

        public async ValueTask DisposeAsync()
        {
            AppDomain.CurrentDomain.ProcessExit -= OnHostExit;
            await Task.WhenAny(Ended, Task.Delay(Grace, TimeProvider.System));
            Kill();
            await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _guard.Dispose();
            _process.Dispose();
        }

        private void OnHostExit(object? sender, EventArgs e) => Kill();

        // Waits for the end of the process and of its output.
        private async Task WaitForEndAsync()
        {
            await _process.WaitForExitAsync();
            throw new WorkerRefusedException(
                $"The worker's process ended.{Environment.NewLine}{string.Join(Environment.NewLine, _output)}"
            );
        }

        private void Kill()
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // The process has ended.
            }
        }

        private void Remember(string? line)
        {
            if (line is null)
            {
                return;
            }

            Console.WriteLine(line);
            _output.Enqueue(line);
            if (_output.Count > MaxRemembered)
            {
                _output.TryDequeue(out _);
            }
        }
    }
}
