using LocalHost.Workers.Protocol;
using Microsoft.Extensions.Logging;

namespace LocalHost.Workers;

/// <summary>
/// Writes the worker's log entries to the host's log. As on the platform, an app's entries from outside an invocation
/// are dropped, but the worker's own warnings and errors are kept.
/// </summary>
/// <param name="loggers">The host's log.</param>
internal sealed class WorkerLogs(ILoggerFactory loggers)
{
    /// <summary>Writes one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="functionName">The function of the entry's invocation; null for none.</param>
    public void Write(RpcLog entry, string? functionName)
    {
        var level = (LogLevel)entry.Level;
        var isKept = entry.LogCategory switch
        {
            RpcLog.Types.RpcLogCategory.User => functionName is not null,
            RpcLog.Types.RpcLogCategory.System => level >= LogLevel.Warning,
            _ => false,
        };
        if (isKept && loggers.CreateLogger(CategoryOf(entry, functionName)) is var logger && logger.IsEnabled(level))
        {
            logger.Log(
                level,
                "{Message}{Exception}",
                entry.Message,
                entry.Exception is { } fault ? $"{Environment.NewLine}{fault.Message}" : ""
            );
        }
    }

    // The category of a function's log on the platform ("Configure monitoring for Azure Functions: categories").
    private static string CategoryOf(RpcLog entry, string? functionName) =>
        entry.LogCategory == RpcLog.Types.RpcLogCategory.User ? $"Function.{functionName}.User" : entry.Category;
}
