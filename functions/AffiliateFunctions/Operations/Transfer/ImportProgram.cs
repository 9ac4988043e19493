using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Imports a program that another installation has exported.</summary>
[Tags("Operations")]
public sealed class ImportProgram(ProgramImporter importer)
{
    /// <inheritdoc cref="ImportProgram"/>
    [Function(nameof(ImportProgram))]
    [EndpointSummary("Imports a program that another installation has exported, and verifies it.")]
    [EndpointDescription(
        "Needs the master key. The body is an export as it was received, or compressed by gzip with Content-Encoding. Nothing "
            + "is stored before counts and hash are right, and the program exists once all rows are stored. An interrupted import "
            + "continues when the same export is sent again. The settings need the keys that the header names."
    )]
    [Consumes(typeof(string), ExportProgram.Lines)]
    [RequestExample("""{"format":"affiliate-program","format_version":1,"program":"acme"}""")]
    [ResponseExample(
        """
            {
              "program": "acme",
              "rows": 48210,
              "rows_by_table": { "links": 310, "ledger": 21007, "programs": 9 },
              "balances": {
                "partners": 310, "held": 0, "pending": 120000, "payable": 90000, "in_payout": 0, "paid": 4500000, "negative": 0
              },
              "balances_as_exported": true,
              "ledger": { "ok": true, "partners": 310, "postings": 14002, "mismatches": [] },
              "audit": { "ok": true, "records": 812, "first_break": null },
              "waiting": { "decide_application": 2 }
            }
            """
    )]
    [ProducesResponseType<ImportAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 409, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/admin/import")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentType?.StartsWith(ExportProgram.Lines, StringComparison.OrdinalIgnoreCase) != true)
        {
            return HttpResults.Problem(
                new Problem(ProblemKind.UnsupportedMediaType, $"Send the export as {ExportProgram.Lines}.")
            );
        }

        // A program has no largest size; the platform has a limit of its own.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var body = request.OpenBody();
        if (!body.Succeeded)
        {
            return HttpResults.Problem(body.Problem);
        }

        await using var decoder = body.Value == request.Body ? null : body.Value;
        return (await importer.ImportAsync(body.Value, cancellationToken)).Match(HttpResults.Ok);
    }
}
