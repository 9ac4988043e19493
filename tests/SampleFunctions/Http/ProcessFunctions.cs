using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SampleFunctions.Http;

/// <summary>HTTP functions about the worker's process.</summary>
public static class ProcessFunctions
{
    [Function(nameof(ProcessId))]
    public static IResult ProcessId(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "process")] HttpRequest request
    ) => Results.Text($"{Environment.ProcessId}");
}
