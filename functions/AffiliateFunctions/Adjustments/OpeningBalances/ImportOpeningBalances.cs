using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// Asks to post what another product owes the partners, when a program moves. A second person decides about the whole
/// file by a link.
/// </summary>
[Tags("Adjustments")]
public sealed class ImportOpeningBalances(IPrograms programs, OpeningBalanceImport import)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxRows = 5000;
    private const string PreparedBy = "prepared_by";

    /// <inheritdoc cref="ImportOpeningBalances"/>
    [Function(nameof(ImportOpeningBalances))]
    [EndpointSummary("Imports what is due to partners from a CSV file, which a second person approves by link.")]
    [EndpointDescription(
        "The fields are partner (its id, e-mail address or code), amount (123.45) or amount_minor (12345), and "
            + "currency. Each row becomes an adjustment of the kind opening_balance, all of which are decided together. "
            + "A partner has one opening balance: a repeated file changes nothing, unless it was rejected or has expired. With "
            + "dry_run=true nothing is stored."
    )]
    [QueryParameter<bool>("dry_run", "true to find out what the file would do.")]
    [QueryParameter<string>(
        PreparedBy,
        "The e-mail address of the person who prepares the file and cannot approve it."
    )]
    [QueryParameter<string>(UploadedRows.MappingParameter, UploadedRows.MappingDescription)]
    [Consumes(typeof(string), "text/csv")]
    [RequestExample("partner,amount,currency\npat@partner.example.org,1250.00,USD\n")]
    [ResponseExample(
        """
            {
              "dry_run": false,
              "batch": "opb_01m45r3180yajdsx5vk7tbxabk",
              "currency": "USD",
              "total": 125000,
              "columns": { "partner": "partner", "amount": "amount", "currency": "currency" },
              "ignored_columns": [],
              "results": [
                { "row": 2, "status": "requested", "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn", "amount": 125000 }
              ]
            }
            """
    )]
    [ProducesResponseType<OpeningBalancesAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/opening-balances/import")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var isDryRun = values.Flag("dry_run");
                var preparer = request.Query[PreparedBy].ToString() is { Length: > 0 } address ? address : null;
                if (values.Errors.Count > 0)
                {
                    return HttpResults.Problem(Problem.Invalid(values.Errors));
                }

                if (AdjustmentRequests.Refusal(program, preparer) is { } refusal)
                {
                    return HttpResults.Problem(refusal);
                }

                var file = await UploadedRows.ReadAsync(
                    request,
                    BalanceLayouts.All,
                    MaxBytes,
                    MaxRows,
                    cancellationToken
                );
                return await file.Then<UploadedRows>(rows =>
                        rows.Missing("partner", "amount|amount_minor") is { } missing ? missing : rows
                    )
                    .ThenAsync(async rows =>
                        Result.Of(
                            await import.RunAsync(program, rows, preparer, isDryRun, orchestrations, cancellationToken)
                        )
                    )
                    .Match(HttpResults.Accepted);
            },
            cancellationToken
        );
}

/// <summary>The result of importing opening balances.</summary>
/// <param name="DryRun">Whether nothing was stored.</param>
/// <param name="Batch">The import that waits for its decision; null if no row is new.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Total">The sum of the rows that are asked for, in minor units.</param>
/// <param name="Columns">The column of each field that was read.</param>
/// <param name="IgnoredColumns">The columns that were not read.</param>
/// <param name="Results">The rows.</param>
internal sealed record OpeningBalancesAnswer(
    bool DryRun,
    string? Batch,
    string Currency,
    long Total,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> IgnoredColumns,
    IReadOnlyList<BalanceRow> Results
);

/// <summary>The result of a row.</summary>
/// <param name="Row">The number of the row, as a spreadsheet shows it.</param>
/// <param name="Status"><c>requested</c>, <c>would_request</c>, <c>exists</c>, <c>nothing_due</c> or
/// <c>refused</c>.</param>
/// <param name="PartnerId">The partner, or null if it is unknown.</param>
/// <param name="Amount">The amount in minor units, or null if it cannot be read.</param>
/// <param name="Errors">The errors by field, or null.</param>
internal sealed record BalanceRow(
    int Row,
    string Status,
    PartnerId? PartnerId,
    long? Amount,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
);
