using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Exports a program whole, so that it can be imported into another installation.</summary>
[Tags("Operations")]
public sealed class ExportProgram(
    IPrograms programs,
    ProgramExporter exporter,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
)
{
    /// <summary>The media type of exports.</summary>
    internal const string Lines = "application/x-ndjson";

    private const string Parameter = "program";

    /// <inheritdoc cref="ExportProgram"/>
    [Function(nameof(ExportProgram))]
    [EndpointSummary("Exports all rows of a program as JSON lines that another installation can import.")]
    [EndpointDescription(
        "Needs the master key. The first line describes the export, the last one has the number of rows and the SHA-256 of "
            + "the lines before it: without that line the export is incomplete. Encrypted values stay encrypted. Pause the "
            + "program first, so that nothing changes meanwhile."
    )]
    [QueryParameter<ProgramSlug>(Parameter, "The slug of the program; it must be given.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, Lines)]
    [ProducesProblems(400, 404)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/admin/export")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!ProgramSlug.TryParse(request.Query[Parameter], out var slug))
        {
            return HttpResults.Problem(Problem.Invalid($"/{Parameter}", "Give the slug of a program, such as acme."));
        }

        return await programs.ForAsync(
            slug.Value,
            async program =>
            {
                var now = clock.GetUtcNow();
                var entry = new AuditEntry(
                    program.Slug,
                    $"export:{ids.Next("exp_")}",
                    "key",
                    "program_exported",
                    program.Slug.Value,
                    null,
                    now
                );
                await audit.RecordAsync(entry, cancellationToken);
                return Results.Stream(
                    body => exporter.WriteAsync(program, body, request.HttpContext.RequestAborted),
                    Lines,
                    $"{program.Slug}-{now:yyyyMMdd-HHmm}.ndjson"
                );
            },
            cancellationToken
        );
    }
}
