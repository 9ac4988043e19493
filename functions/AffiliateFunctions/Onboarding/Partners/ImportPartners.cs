using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Creates partners from a CSV file: the app's own columns
/// <c>name,email,company,country[,website,group,code,coupons,terms_version]</c>, or the columns of another product (see
/// <see cref="PartnerLayouts"/>). Codes are taken over, so that old links keep working.
/// </summary>
[Tags("Partners")]
public sealed class ImportPartners(
    IPrograms programs,
    DirectPartners direct,
    PartnerRegistration registration,
    PartnerStore partners,
    CodeClaims claims,
    IValidator<PartnerBody> validator
)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxRows = 1000;

    /// <inheritdoc cref="ImportPartners"/>
    [Function(nameof(ImportPartners))]
    [EndpointSummary("Creates partners from a CSV file and reports on each row.")]
    [EndpointDescription(
        "Files of PartnerStack, Rewardful, FirstPromoter, Tapfiliate, Tolt and Dub are recognised by their columns. "
            + "With dry_run=true nothing is stored: a row is reported as would_create, exists or refused. A row sees the "
            + "rows before it. A repeated file changes nothing. A partner without a company is named by its contact."
    )]
    [QueryParameter<bool>("dry_run", "true to find out what the file would do.")]
    [QueryParameter<CountryCode>("country", "The country of rows that have none.")]
    [QueryParameter<string>(UploadedRows.MappingParameter, UploadedRows.MappingDescription)]
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
              "product": "generic",
              "columns": { "name": "name", "email": "email", "company": "company", "country": "country" },
              "ignored_columns": [],
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
                var values = new QueryValues(request.Query);
                var (isDryRun, country) = (values.Flag("dry_run"), values.Value<CountryCode>("country"));
                if (values.Errors.Count > 0)
                {
                    return HttpResults.Problem(Problem.Invalid(values.Errors));
                }

                var file = await UploadedRows.ReadAsync(
                    request,
                    PartnerLayouts.All,
                    MaxBytes,
                    MaxRows,
                    cancellationToken
                );
                return await file.Then<UploadedRows>(rows =>
                        rows.Missing(RequiredOf(country)) is { } missing ? missing : rows
                    )
                    .ThenAsync(async rows =>
                        Result.Of(
                            new PartnerImport(
                                isDryRun,
                                rows.Columns.Product,
                                rows.Columns.Names,
                                rows.Columns.Ignored,
                                await ImportAsync(program, rows, country, isDryRun, cancellationToken)
                            )
                        )
                    )
                    .Match(HttpResults.Ok);
            },
            cancellationToken
        );

    private static string[] RequiredOf(CountryCode? country) =>
        country is null ? ["name|first_name|company", "email", "country"] : ["name|first_name|company", "email"];

    private async Task<List<ImportedRow>> ImportAsync(
        AffiliateProgram program,
        UploadedRows rows,
        CountryCode? country,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var preview = new PartnerImportPreview(program, direct, registration, partners, claims);
        var answers = new List<ImportedRow>();
        foreach (var row in rows.All())
        {
            var number = row.Number;
            var made = await validator
                .Check(PartnerRow.ToBody(row, country))
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

    /// <param name="DryRun">Whether nothing was stored.</param>
    /// <param name="Product">The product whose columns the file has, or <c>generic</c>.</param>
    /// <param name="Columns">The column of each field that was read.</param>
    /// <param name="IgnoredColumns">The columns that were not read.</param>
    /// <param name="Results">The rows.</param>
    private sealed record PartnerImport(
        bool DryRun,
        string Product,
        IReadOnlyDictionary<string, string> Columns,
        IReadOnlyList<string> IgnoredColumns,
        IReadOnlyList<ImportedRow> Results
    );

    private sealed record ImportedRow(
        int Row,
        string Status,
        PartnerId? PartnerId,
        string? Detail,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
    );
}
