using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using CsvHelper;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Creates partners from a CSV file with the header
/// <c>name,email,company,country[,website,group,code,coupons,terms_version]</c>. Coupons are separated by spaces, or by
/// line breaks when a coupon contains spaces.
/// </summary>
[Tags("Partners")]
public sealed class ImportPartners(
    IPrograms programs,
    DirectPartners direct,
    PartnerRegistration registration,
    PartnerStore partners,
    PartnerLinks links,
    IValidator<PartnerBody> validator
)
{
    private const int Limit = 1024 * 1024;
    private const int MaxRows = 1000;
    private static readonly string[] Required = ["name", "email", "company", "country"];

    /// <inheritdoc cref="ImportPartners"/>
    [Function(nameof(ImportPartners))]
    [EndpointSummary("Creates partners from a CSV file and reports on each row.")]
    [EndpointDescription(
        "With dry_run=true nothing is stored: a row is reported as would_create, exists or refused. A row sees the rows "
            + "before it."
    )]
    [QueryParameter<bool>("dry_run", "true to find out what the file would do.")]
    [Consumes(typeof(string), "text/csv")]
    [RequestExample(
        "name,email,company,country,code\n"
            + "Pat Partner,pat@partner.example.org,Partner Agency,US,agency\n"
            + "Ida Partner,ida at partner.example.net,Ida Media,US,ida\n"
    )]
    [ResponseExample(
        """
            {
              "dry_run": false,
              "results": [
                { "row": 2, "status": "created", "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn" },
                {
                  "row": 3,
                  "status": "refused",
                  "detail": "The request has invalid fields; see errors.",
                  "errors": { "/email": ["Give an e-mail address, such as name@example.com."] }
                }
              ]
            }
            """
    )]
    [ProducesResponseType<PartnerImport>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/import")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
                {
                    return HttpResults.Problem(
                        new Problem(ProblemKind.UnsupportedMediaType, "Send the file as text/csv.")
                    );
                }

                var values = new QueryValues(request.Query);
                var isDryRun = values.Flag("dry_run");
                if (values.Errors.Count > 0)
                {
                    return HttpResults.Problem(Problem.Invalid(values.Errors));
                }

                var file = await request.ReadBytesAsync(Limit, cancellationToken);
                return await file.Then(bytes => Read(bytes, request.ContentType))
                    .ThenAsync(async rows =>
                        Result.Of(
                            new PartnerImport(isDryRun, await ImportAsync(program, rows, isDryRun, cancellationToken))
                        )
                    )
                    .Match(HttpResults.Ok);
            },
            cancellationToken
        );

    internal static Result<List<PartnerBody>> Read(byte[] file, string? contentType = null)
    {
        var text = UploadedText.ReadAsUtf8(file, contentType);
        if (!text.Succeeded)
        {
            return text.Problem;
        }

        using var csv = CsvReader.Create(
            text.Value,
            new CsvReaderOptions { TrimWhitespace = true, IncludeValuesInExceptions = false }
        );
        try
        {
            return Read(csv);
        }
        catch (CsvFormatException)
        {
            return Problem.Invalid(string.Empty, "The file is not well-formed CSV (RFC 4180).");
        }
    }

    private static Result<List<PartnerBody>> Read(CsvReader csv)
    {
        csv.ReadHeader();
        if (Required.Any(name => !csv.TryGetFieldIndex(name, out _)))
        {
            return Problem.Invalid(
                string.Empty,
                "The first line must name the columns, at least name, email, company and country."
            );
        }

        var rows = new List<PartnerBody>();
        while (csv.Read())
        {
            if (rows.Count == MaxRows)
            {
                return new Problem(ProblemKind.TooLarge, "A file may have at most 1,000 rows.");
            }

            rows.Add(
                new PartnerBody(
                    Field(csv, "name"),
                    Field(csv, "email"),
                    Field(csv, "company"),
                    Field(csv, "country"),
                    Field(csv, "website"),
                    Field(csv, "group"),
                    Field(csv, "code"),
                    Field(csv, "coupons")
                        ?.Split(
                            Field(csv, "coupons")!.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ',
                            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                        ),
                    Field(csv, "terms_version")
                )
            );
        }

        return rows;
    }

    private async Task<List<ImportedRow>> ImportAsync(
        AffiliateProgram program,
        List<PartnerBody> rows,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var preview = new PartnerImportPreview(program, direct, registration, partners, links);
        var answers = new List<ImportedRow>(rows.Count);
        foreach (var row in rows)
        {
            // Row 1 is the header, as in a spreadsheet.
            var number = answers.Count + 2;
            var made = await validator
                .Check(row)
                .ThenAsync(body =>
                    isDryRun
                        ? PreviewAsync(number, body, preview, cancellationToken)
                        : MakeAsync(number, program, body, cancellationToken)
                );
            answers.Add(
                made.Succeeded
                    ? made.Value
                    : new ImportedRow(
                        number,
                        "refused",
                        null,
                        made.Problem.Detail,
                        made.Problem.Errors.Count > 0 ? made.Problem.Errors : null
                    )
            );
        }

        return answers;
    }

    private Task<Result<ImportedRow>> MakeAsync(
        int number,
        AffiliateProgram program,
        PartnerBody body,
        CancellationToken cancellationToken
    ) =>
        direct
            .MakeAsync(program, body, cancellationToken)
            .Map(made => new ImportedRow(number, made.IsNew ? "created" : "exists", made.Partner.Id, null, null));

    private static Task<Result<ImportedRow>> PreviewAsync(
        int number,
        PartnerBody body,
        PartnerImportPreview preview,
        CancellationToken cancellationToken
    ) =>
        preview
            .OfAsync(body, cancellationToken)
            .Map(row => new ImportedRow(number, row.IsNew ? "would_create" : "exists", row.Existing, null, null));

    private static string? Field(CsvReader csv, string name) =>
        csv.TryGetFieldIndex(name, out var index)
        && index < csv.FieldCount
        && csv.GetString(index) is { Length: > 0 } text
            ? text
            : null;

    private sealed record PartnerImport(bool DryRun, IReadOnlyList<ImportedRow> Results);

    private sealed record ImportedRow(
        int Row,
        string Status,
        PartnerId? PartnerId,
        string? Detail,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
    );
}
