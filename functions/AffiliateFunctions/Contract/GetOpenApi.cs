using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
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
    [ResponseExample(
        """
            {
              "openapi": "3.1.2",
              "info": { "title": "Affiliate program API", "version": "0.1.0" },
              "paths": {}
            }
            """
    )]
    [ProducesResponseType<object>(StatusCodes.Status200OK, "application/json")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request
    ) => Results.Text(await Document.Value, "application/json; charset=utf-8");
}
