using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;
using RpcException = LocalHost.Workers.Protocol.RpcException;

namespace LocalHost.Durable.Engine;

/// <summary>
/// Reads the details of a failure from the worker's report. The durable extension of the worker writes the details of
/// an activity's exception, with its inner exceptions, as JSON into the message.
/// </summary>
internal static class FaultDetails
{
    private const string UnknownType = "(unknown)";
    private const string ThrownPrefix = "Exception of type '";
    private const string ThrownSuffix = "' was thrown.";

    /// <summary>Returns the details of a fault.</summary>
    /// <param name="fault">The fault that the worker reports.</param>
    /// <returns>The details.</returns>
    public static TaskFailureDetails Of(RpcException fault)
    {
        if (Written(fault.Message) is { } details)
        {
            return details;
        }

        var (type, message) = fault.Type.Length > 0 ? (fault.Type, fault.Message) : Split(fault.Message);
        var stackTrace = fault.StackTrace.Length > 0 ? fault.StackTrace : null;
        return new()
        {
            ErrorType = type,
            ErrorMessage = message,
            StackTrace = stackTrace,
        };
    }

    /// <summary>Returns the details of a failure of the host.</summary>
    /// <param name="type">The exception type that represents the failure.</param>
    /// <param name="message">The message.</param>
    /// <returns>The details.</returns>
    public static TaskFailureDetails Of(Type type, string message) =>
        new() { ErrorType = type.FullName!, ErrorMessage = message };

    /// <summary>Returns the details of a failure that has no exception.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The details.</returns>
    public static TaskFailureDetails Unknown(string message) =>
        new() { ErrorType = UnknownType, ErrorMessage = message };

    private static TaskFailureDetails? Written(string message)
    {
        if (!message.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonParser.Default.Parse<TaskFailureDetails>(message.Split('\n', 2)[0].Trim());
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
        catch (InvalidJsonException)
        {
            return null;
        }
    }

    // The text of an exception is "Type: message", followed by lines with the inner exceptions and the stack.
    private static (string Type, string Message) Split(string text)
    {
        if (
            text.StartsWith(ThrownPrefix, StringComparison.Ordinal)
            && text.EndsWith(ThrownSuffix, StringComparison.Ordinal)
        )
        {
            return (text[ThrownPrefix.Length..^ThrownSuffix.Length], "");
        }

        var parts = text.Split(": ", 2);
        return parts.Length == 2 ? (parts[0].TrimEnd(), parts[1].Split('\n', 2)[0].TrimEnd()) : (UnknownType, text);
    }
}
