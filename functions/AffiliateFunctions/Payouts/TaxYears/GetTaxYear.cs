using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.TaxYears;

/// <summary>Returns what was paid to each partner in a calendar year, and whom to report on Form 1099-NEC.</summary>
[Tags("Cycles")]
public sealed class GetTaxYear(IPrograms programs, TaxYearReader reader)
{
    private const int FirstYear = 2000;
    private const int LastYear = 2999;

    /// <inheritdoc cref="GetTaxYear"/>
    [Function(nameof(GetTaxYear))]
    [EndpointSummary("Returns what was paid in a calendar year, by partner and method, as JSON or as CSV.")]
    [EndpointDescription(
        "A payment counts in the year in which its settlement was reported, unless the bank has sent it back. The list "
            + "for Form 1099-NEC applies the threshold of the year and leaves out PayPal, which reports its payments."
    )]
    [ProducesResponseType<TaxYearAnswer>(StatusCodes.Status200OK, "application/json", "text/csv")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/tax-years/{year}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<int>("The calendar year.")] string year,
        CancellationToken cancellationToken
    ) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then<AffiliateProgram, TaxYearAnswer>(async program =>
                int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                && parsed is >= FirstYear and <= LastYear
                    ? await reader.ReadAsync(program, parsed, cancellationToken)
                    : Problem.NotFound($"'{year}' is no year. Give a year such as 2026.")
            )
            .Match(totals =>
                request.WantsCsv() ? Results.Text(totals.ToCsv(), "text/csv; charset=utf-8") : HttpResults.Ok(totals)
            );
}
