using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Returns commissions.</summary>
[Tags("Commissions")]
public sealed class GetCommissions(IPrograms programs, CommissionDecisionService service, CommissionList list)
{
    /// <summary>Lists the commissions of a program, page by page.</summary>
    [Function(nameof(ListCommissions))]
    [EndpointSummary("Lists the commissions.")]
    [SortedBy("partner, and then by id, which begins with the time of the conversion", "partner_id", "id")]
    [Paged]
    [QueryParameter<PartnerId>("partner", "Only commissions of this partner.")]
    [QueryParameter<CustomerId>("customer", "Only commissions for this customer.")]
    [QueryParameter<CommissionStatus>("status", "Only commissions of this status.")]
    [QueryParameter<Period>("period", "Only commissions for conversions of this month.")]
    [QueryParameter<string>("sub_id", "Only commissions of customers who came under this sub-id.")]
    [ProducesResponseType<Page<CommissionView>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListCommissions(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/commissions")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program => list.PageAsync(program, request, cancellationToken).Match(page => HttpResults.Ok(page)),
            cancellationToken
        );

    /// <summary>Returns one commission with its trace.</summary>
    [Function(nameof(GetCommission))]
    [EndpointSummary("Returns a commission.")]
    [ProducesResponseType<CommissionView>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetCommission(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/commissions/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                service
                    .FindAsync(program.Slug, id, cancellationToken)
                    .Match(found => HttpResults.Ok(PartnerLedgers.ViewOf(found))),
            cancellationToken
        );
}
