using System.Net.Sockets;
using Azure;
using LocalHost.Workers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LocalHost.Hosting;

/// <summary>The application was not started; contains every problem that was found.</summary>
internal sealed class StartRefusedException(IReadOnlyList<StartProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>The problems.</summary>
    public IReadOnlyList<StartProblem> Problems => problems;
}

/// <summary>The start faults that a message explains better than a stack trace.</summary>
internal static class StartFault
{
    /// <summary>Returns the messages for a fault.</summary>
    /// <param name="fault">The exception that was thrown during the start.</param>
    /// <returns>The messages; null if the fault is unexpected and its stack trace is needed.</returns>
    public static IReadOnlyList<string>? Sentences(Exception fault) =>
        fault switch
        {
            StartRefusedException refused => [.. refused.Problems.Select(problem => problem.ToString())],
            OptionsValidationException options => [.. options.Failures],
            WorkerRefusedException refused => [refused.Message],
            AggregateException several when several.InnerExceptions.All(inner => Sentences(inner) is not null) =>
            [
                .. several.InnerExceptions.SelectMany(inner => Sentences(inner)!).Distinct(),
            ],
            IOException { InnerException: AddressInUseException } port =>
            [
                $"{port.Message} Choose another with --port, or stop the process that listens there.",
            ],
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            [
                "The port needs rights that this process does not have. Choose a port above 1023 with --port.",
            ],
            RequestFailedException { Status: 0 } storage =>
            [
                $"Storage is unavailable: {storage.Message.Split('\n')[0].Trim()} Check AzureWebJobsStorage, or "
                    + "start the storage that it names.",
            ],
            RequestFailedException { Status: 401 or 403 } storage =>
            [
                $"Storage denies access ({storage.ErrorCode}). Check the key or identity in AzureWebJobsStorage.",
            ],
            _ => null,
        };
}
