using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>Returns the OpenAPI document of the HTTP functions. The first request creates the document.</summary>
[Tags("Description")]
public sealed class GetOpenApi
{
    private static readonly Lazy<Task<string>> Document = new(() =>
        ApiDocument.WriteAsync(typeof(GetOpenApi).Assembly)
    );

    /// <inheritdoc cref="GetOpenApi"/>
    [Function(nameof(GetOpenApi))]
    [OpenRouteLimit(OpenRouteLimit.Probe)]
    [EndpointSummary("Returns this document.")]
    [ProducesResponseType<object>(StatusCodes.Status200OK, "application/json")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request
    ) => Results.Text(await Document.Value, "application/json; charset=utf-8");
}
