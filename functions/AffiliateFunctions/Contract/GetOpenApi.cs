using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>Answers the OpenAPI document of the HTTP functions.</summary>
public sealed class GetOpenApi(OpenRoutes routes)
{
    private static readonly Lazy<string> Document = new(() => OpenApiDocument.Of(typeof(GetOpenApi).Assembly).ToJsonString());

    /// <inheritdoc cref="GetOpenApi"/>
    [Function(nameof(GetOpenApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request)
        => routes.RefuseProbe(request) is { } refusal
            ? Answer.Problem(refusal)
            : Results.Text(Document.Value, "application/json; charset=utf-8");
}
