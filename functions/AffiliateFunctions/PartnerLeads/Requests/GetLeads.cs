using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>Returns the leads that were handed to partners.</summary>
[Tags("Leads")]
public sealed class GetLeads(IPrograms programs, LeadStore leads)
{
    /// <summary>Lists the leads of a program, page by page.</summary>
    [Function(nameof(ListLeads))]
    [EndpointSummary("Lists the leads that were handed to partners.")]
    [SortedBy("id", "id")]
    [Paged]
    [QueryParameter<LeadStatus>("status", "Only leads of this status.")]
    [QueryParameter<PartnerId>("partner", "Only leads that this partner is asked about or has accepted.")]
    [ProducesResponseType<Page<LeadResponse>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListLeads(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/leads")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var status = values.Choice<LeadStatus>("status");
                var partner = values.Value<PartnerId>("partner");
                var paging = PageRequest.Read(request, values);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var rows = leads
                    .ListAsync(program.Slug, paging.Value.After, cancellationToken)
                    .Where(lead =>
                        (status is null || lead.Status == status)
                        && (partner is null || (lead.Holder ?? lead.Deal?.Partner) == partner)
                    );
                return HttpResults.Ok(await paging.Value.TakeAsync(rows, lead => lead.Id.Value, LeadResponse.Of));
            },
            cancellationToken
        );

    /// <summary>Returns one lead with its timeline.</summary>
    [Function(nameof(GetLead))]
    [EndpointSummary("Returns a lead with its offers, the partner's updates and the timeline.")]
    [ProducesResponseType<LeadResponse>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetLead(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/leads/{id}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<LeadId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                LeadId.TryParse(id, out var parsed)
                && await leads.FindAsync(new LeadKey(program.Slug, parsed), cancellationToken) is { } lead
                    ? HttpResults.Ok(LeadResponse.Of(lead))
                    : HttpResults.Problem(Problem.NotFound($"There is no lead '{id}' in this program.")),
            cancellationToken
        );
}
