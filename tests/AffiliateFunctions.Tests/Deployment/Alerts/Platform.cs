using System.Collections.Concurrent;
using System.Globalization;
using AffiliateFunctions.Infrastructure;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// Takes the app's log entries to Application Insights as the platform's host does. The host drops the entries of an
/// invocation that has ended (https://github.com/Azure/azure-functions-host, <c>GrpcWorkerChannel.Log</c>), and stores
/// each line of the console as an entry (<c>WorkerConsoleLogService</c>). An entry with an exception is a trace too
/// (https://github.com/Azure/azure-webjobs-sdk, <c>ApplicationInsightsLogger.LogException</c>).
/// </summary>
internal sealed class Platform(Telemetry telemetry) : ILoggerProvider, ISupportExternalScope
{
    // The worker opens a scope with this value around every invocation.
    private const string InvocationId = "AzureFunctions_InvocationId";

    private readonly ConcurrentDictionary<string, bool> running = new(StringComparer.Ordinal);
    private IExternalScopeProvider? scopes;
    private int invocations;

    /// <summary>Adds the platform, and the console to which the app writes what belongs to no invocation.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.AddProvider(this);
        logging.AddProvider(new BackgroundConsole(new ConsoleLines(telemetry)));
    }

    /// <summary>Runs a function of the app in an invocation, and returns the id of the invocation.</summary>
    public async Task<string> InvokeAsync(Func<Task> function)
    {
        var id = Interlocked.Increment(ref invocations).ToString(CultureInfo.InvariantCulture);
        var scope = (scopes ?? throw new InvalidOperationException("The app has not started to log.")).Push(
            new List<KeyValuePair<string, object>> { new(InvocationId, id) }
        );
        using (scope)
        {
            running[id] = true;
            await function();
            running.TryRemove(id, out _);
        }

        return id;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, telemetry);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
        // The entries stay.
    }

    private string? RunningInvocation()
    {
        var found = new List<string>();
        scopes!.ForEachScope(
            static (scope, found) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object>> values)
                {
                    found.AddRange(values.Where(value => value.Key == InvocationId).Select(value => $"{value.Value}"));
                }
            },
            found
        );
        return found.Find(running.ContainsKey);
    }

    private sealed class Logger(Platform platform, Telemetry telemetry) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => platform.scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel) && platform.RunningInvocation() is { } invocation)
            {
                telemetry.AddTrace(formatter(state, exception), ("InvocationId", invocation));
            }
        }
    }

    private sealed class ConsoleLines(Telemetry telemetry) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value)
        {
            foreach (var line in (value ?? string.Empty).Split(Environment.NewLine))
            {
                telemetry.AddTrace(line);
            }
        }
    }
}
