using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure;

/// <summary>Registers the console as a log provider.</summary>
public static class BackgroundConsoleLogging
{
    // Frameworks log several entries for every request. Each entry would go to the platform as a separate message.
    private static readonly string[] Frameworks = ["Azure", "Grpc", "Microsoft", "System.Net.Http"];

    /// <summary>
    /// Writes log entries from outside an invocation to the console. Frameworks log warnings and errors only.
    /// </summary>
    public static ILoggingBuilder AddBackgroundConsole(this ILoggingBuilder logging)
    {
        foreach (var framework in Frameworks)
        {
            logging.AddFilter(framework, LogLevel.Warning);
        }

        logging.Services.AddSingleton<ILoggerProvider>(_ => new BackgroundConsole(Console.Out));
        return logging;
    }
}

/// <summary>
/// Writes log entries from outside an invocation to the console, such as those at start and in the background. The
/// platform receives an invocation's logs from the worker and drops all others, but it shows the worker's console. Logs
/// of an invocation are not written here, so no entry is logged twice.
/// </summary>
[ProviderAlias("BackgroundConsole")]
internal sealed class BackgroundConsole(TextWriter output) : ILoggerProvider, ISupportExternalScope
{
    // The worker opens a scope with this value around every invocation.
    private const string InvocationId = "AzureFunctions_InvocationId";

    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose() => output.Flush();

    private bool IsInInvocation()
    {
        var found = new Found();
        scopes.ForEachScope(static (scope, found) => found.Invocation |= IsInvocation(scope), found);
        return found.Invocation;
    }

    private static bool IsInvocation(object? scope) =>
        scope is IEnumerable<KeyValuePair<string, object>> values && values.Any(value => value.Key == InvocationId);

    private void Write(LogLevel level, string category, string message, Exception? fault)
    {
        var line = $"{level}: {category}: {message}";
        output.WriteLine(fault is null ? line : $"{line}{Environment.NewLine}{fault}");
    }

    private sealed class Found
    {
        public bool Invocation { get; set; }
    }

    private sealed class Logger(BackgroundConsole console, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => console.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel) && !console.IsInInvocation())
            {
                console.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
