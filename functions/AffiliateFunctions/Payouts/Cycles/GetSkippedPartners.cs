using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Lists the partners that a cycle does not pay, although an amount is due to them.</summary>
[Tags("Cycles")]
public sealed class GetSkippedPartners(IPrograms programs, CycleStore cycles, SkippedPartnerStore skippedPartners)
{
    /// <inheritdoc cref="GetSkippedPartners"/>
    [Function(nameof(GetSkippedPartners))]
    [EndpointSummary("Lists the partners that a cycle does not pay, with the reasons.")]
    [SortedBy("partner", "partner")]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                  "amount": 2000,
                  "reason": "tax_form_missing"
                }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<SkippedPartner>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/cycles/{period}/skipped")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        cycles.PageAsync(
            programs,
            request,
            new CycleAddress(slug, period),
            (cycle, after) => skippedPartners.ListAsync(cycle, after, cancellationToken),
            skipped => skipped.Partner.Value,
            skipped => skipped,
            cancellationToken
        );
}
