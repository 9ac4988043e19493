using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance;

/// <summary>Exports the audit log, and verifies exports.</summary>
[Tags("Audit")]
public sealed class ExportAudit(IPrograms programs, AuditLog log)
{
    private const int Limit = 64 * 1024 * 1024;
    private const string Lines = "application/x-ndjson";

    /// <summary>Exports the whole audit log, one record a line, with the end of the chain as the last line.</summary>
    [Function(nameof(ExportAudit))]
    [EndpointSummary("Exports the audit log as JSON lines that can be verified without the app.")]
    [EndpointDescription(
        "Each line has the exact text of a record. Its hash is the SHA-256 over the previous hash, a line feed and the "
            + "text, in hexadecimal. The last line has the number of records and the hash of the last one."
    )]
    [SortedBy("sequence: the oldest comes first", "sequence")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, Lines, "text/csv")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/exports/audit")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                Task.FromResult(request.Export($"{program.Slug}-audit", LinesAsync(program.Slug, cancellationToken))),
            cancellationToken
        );

    /// <summary>Verifies an export and locates every altered, removed or reordered record.</summary>
    [Function(nameof(VerifyAuditExport))]
    [EndpointSummary("Verifies an export of the audit log; locates altered, removed and reordered records.")]
    [Consumes(typeof(string), Lines)]
    [RequestExample("""{"sequence":0,"hash":""}""")]
    [ResponseExample(
        """
            {
              "ok": false,
              "records": 23,
              "breaks": [{ "line": 7, "sequence": 7, "kind": "removed", "reason": "The record 7 is missing." }]
            }
            """
    )]
    [ProducesResponseType<ExportVerification>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> VerifyAuditExport(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/audit/verify")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async _ =>
            {
                if (request.ContentType?.StartsWith(Lines, StringComparison.OrdinalIgnoreCase) != true)
                {
                    return HttpResults.Problem(
                        new Problem(ProblemKind.UnsupportedMediaType, $"Send the export as {Lines}.")
                    );
                }

                var bytes = await request.ReadBytesAsync(Limit, cancellationToken);
                return bytes.Succeeded
                    ? HttpResults.Ok(AuditExport.Verify([.. Read(bytes.Value)]))
                    : HttpResults.Problem(bytes.Problem);
            },
            cancellationToken
        );

    // The head is read first. Records written in the meantime come after it and belong to the next export.
    private async IAsyncEnumerable<AuditExportLine> LinesAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (count, hash) = await log.EndAsync(program, cancellationToken);
        await foreach (
            var (_, text) in log.ReadAsync(program, null, cancellationToken).Take((int)Math.Min(count, int.MaxValue))
        )
        {
            yield return new AuditExportLine(text.Record.Sequence, text.Text, text.Previous, text.Hash);
        }

        yield return new AuditExportLine(count, null, null, hash);
    }

    private static IEnumerable<AuditExportLine?> Read(byte[] bytes) =>
        Encoding
            .UTF8.GetString(bytes)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ReadLine);

    private static AuditExportLine? ReadLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditExportLine>(line, StoredJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
