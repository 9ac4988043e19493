using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Returns the JSON Schema of rule books. Editors fetch the schema without a key.</summary>
[Tags("Rule books")]
public sealed class GetRuleBookSchema
{
    // The media type of JSON Schema (draft 2020-12, section 14.1).
    private const string MediaType = "application/schema+json";

    /// <inheritdoc cref="GetRuleBookSchema"/>
    [Function(nameof(GetRuleBookSchema))]
    [EndpointSummary("Returns the JSON Schema of rule books.")]
    [ResponseExample(
        """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:affiliate-rules:1",
              "title": "Rule book of an affiliate program",
              "type": "object",
              "required": ["schema", "name", "currency", "commissions"]
            }
            """
    )]
    [ProducesResponseType<object>(StatusCodes.Status200OK, "application/schema+json")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/schemas/" + RuleBookSchema.FileName)]
            HttpRequest request
    )
    {
        request.HttpContext.Response.Headers.CacheControl = "public, max-age=3600";
        return Results.Bytes(RuleBookSchema.Utf8Json, MediaType);
    }
}
