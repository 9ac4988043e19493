using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>
/// The messages between host and worker before the first invocation: the worker's capabilities, its functions, and the
/// confirmation that it has loaded them (https://github.com/Azure/azure-functions-language-worker-protobuf,
/// "FunctionRpc").
/// </summary>
internal static class WorkerHandshake
{
    private const string HostVersion = "4.1037.0";
    private const string HttpUri = "HttpUri";

    /// <summary>Prepares a connected worker to run functions.</summary>
    /// <param name="channel">The worker.</param>
    /// <param name="directory">The app's folder.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The worker's own HTTP address and the functions.</returns>
    /// <exception cref="WorkerRefusedException">The worker reports a failure.</exception>
    public static async Task<LoadedWorker> RunAsync(
        WorkerChannel channel,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var init = await InitialiseAsync(channel, directory, cancellationToken);
        var functions = await DescribeAsync(channel, directory, cancellationToken);
        await Task.WhenAll(functions.Select(function => LoadAsync(channel, function, cancellationToken)));
        var address = init.Capabilities.TryGetValue(HttpUri, out var uri) ? new Uri(uri) : null;
        return new LoadedWorker(address, functions);
    }

    private static async Task<WorkerInitResponse> InitialiseAsync(
        WorkerChannel channel,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var request = new WorkerInitRequest
        {
            HostVersion = HostVersion,
            FunctionAppDirectory = directory,
            WorkerDirectory = directory,
        };
        var answer = (
            await channel.AskAsync(new StreamingMessage { WorkerInitRequest = request }, cancellationToken)
        ).WorkerInitResponse;
        Check(answer.Result, "The worker did not start");
        return answer;
    }

    private static async Task<IReadOnlyList<WorkerFunction>> DescribeAsync(
        WorkerChannel channel,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var request = new FunctionsMetadataRequest { FunctionAppDirectory = directory };
        var answer = await channel.AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = request },
            cancellationToken
        );
        Check(answer.FunctionMetadataResponse.Result, "The functions cannot be described");
        return
        [
            .. answer.FunctionMetadataResponse.FunctionMetadataResults.Select(metadata => new WorkerFunction(metadata)),
        ];
    }

    private static async Task LoadAsync(
        WorkerChannel channel,
        WorkerFunction function,
        CancellationToken cancellationToken
    )
    {
        var request = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata };
        var answer = await channel.AskAsync(new StreamingMessage { FunctionLoadRequest = request }, cancellationToken);
        Check(answer.FunctionLoadResponse.Result, $"The function {function.Name} cannot be loaded");
    }

    private static void Check(StatusResult result, string otherwise)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new WorkerRefusedException($"{otherwise}: {result.Exception?.Message}");
        }
    }
}

/// <summary>A worker that has loaded its functions.</summary>
/// <param name="HttpAddress">The worker's own HTTP address; null if it has none.</param>
/// <param name="Functions">The worker's functions.</param>
internal sealed record LoadedWorker(Uri? HttpAddress, IReadOnlyList<WorkerFunction> Functions);

/// <summary>The worker cannot run the app; the message says why.</summary>
internal sealed class WorkerRefusedException(string message) : Exception(message);
