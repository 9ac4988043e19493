using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>
/// Takes over which partners brought which customers, from the files of another product (see
/// <see cref="CustomerLayouts"/>). Each row is a manual touch at the time that the row gives.
/// </summary>
[Tags("Customers")]
public sealed class ImportTouches(IPrograms programs, TouchImport import)
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxRows = 100_000;

    /// <inheritdoc cref="ImportTouches"/>
    [Function(nameof(ImportTouches))]
    [EndpointSummary("Imports the partners of customers from a CSV file.")]
    [EndpointDescription(
        "The fields are customer (the id that sales name), partner (its id, e-mail address or code) and at. Files of "
            + "PartnerStack, Rewardful, FirstPromoter, Tapfiliate, Tolt and Dub are recognised by their columns. A row "
            + "adds a manual touch; a touch that is known already changes nothing, so a file can be sent again. The "
            + "attribution window of the rule book counts from the time of the touch. With dry_run=true nothing is stored."
    )]
    [QueryParameter<bool>("dry_run", "true to find out what the file would do.")]
    [QueryParameter<DateTimeOffset>("at", "The time of the touch for rows that give none.")]
    [QueryParameter<string>(UploadedRows.MappingParameter, UploadedRows.MappingDescription)]
    [Consumes(typeof(string), "text/csv")]
    [RequestExample("customer,partner,at\ncus_1,pat@partner.example.org,2026-03-31\ncus_2,nobody,2026-04-01\n")]
    [ResponseExample(
        """
            {
              "dry_run": false,
              "product": "generic",
              "columns": { "customer": "customer", "partner": "partner", "at": "at" },
              "ignored_columns": [],
              "rows": 2,
              "added": 1,
              "existing": 0,
              "refused": 1,
              "refused_rows": [
                {
                  "row": 3,
                  "errors": { "/at": ["Give a date such as 2025-03-31, from the year 2000 until now."] }
                }
              ]
            }
            """
    )]
    [ProducesResponseType<TouchImportAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/customers/import")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var isDryRun = values.Flag("dry_run");
                var at = values.Read<DateTimeOffset>("at", WrittenDate.Read, WrittenDate.Form);
                if (values.Errors.Count > 0)
                {
                    return HttpResults.Problem(Problem.Invalid(values.Errors));
                }

                string[] required = at is null ? ["customer", "partner", "at"] : ["customer", "partner"];
                var file = await UploadedRows.ReadAsync(
                    request,
                    CustomerLayouts.All,
                    MaxBytes,
                    MaxRows,
                    cancellationToken
                );
                return await file.Then<UploadedRows>(rows => rows.Missing(required) is { } missing ? missing : rows)
                    .ThenAsync(async rows =>
                        Result.Of(await import.RunAsync(program.Slug, rows, at, isDryRun, cancellationToken))
                    )
                    .Match(HttpResults.Ok);
            },
            cancellationToken
        );
}

/// <summary>The result of importing touches.</summary>
/// <param name="DryRun">Whether nothing was stored.</param>
/// <param name="Product">The product whose columns the file has, or <c>generic</c>.</param>
/// <param name="Columns">The column of each field that was read.</param>
/// <param name="IgnoredColumns">The columns that were not read.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Added">The touches that are new.</param>
/// <param name="Existing">The touches that were known before.</param>
/// <param name="Refused">The rows with errors.</param>
/// <param name="RefusedRows">The first 1,000 rows with errors.</param>
internal sealed record TouchImportAnswer(
    bool DryRun,
    string Product,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> IgnoredColumns,
    int Rows,
    int Added,
    int Existing,
    int Refused,
    IReadOnlyList<RefusedRow> RefusedRows
);

/// <summary>A row that was not imported.</summary>
/// <param name="Row">The number of the row, as a spreadsheet shows it.</param>
/// <param name="Errors">The errors by field.</param>
internal sealed record RefusedRow(int Row, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors);
