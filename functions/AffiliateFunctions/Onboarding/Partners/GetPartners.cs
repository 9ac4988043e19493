using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Returns partners.</summary>
[Tags("Partners")]
public sealed class GetPartners(IPrograms programs, PartnerStore partners, IOptions<SiteOptions> site)
{
    /// <summary>Lists the partners of a program, page by page.</summary>
    [Function(nameof(ListPartners))]
    [EndpointSummary("Lists the partners.")]
    [SortedBy("id, which begins with the time of the approval: the oldest comes first", "id")]
    [Paged]
    [QueryParameter<PartnerStatus>("status", "Only partners of this status.")]
    [ProducesResponseType<Page<PartnerAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListPartners(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var status = values.Choice<PartnerStatus>("status");
                var paging = PageRequest.Read(request, values);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var rows = partners
                    .ListAsync(program.Slug, paging.Value.After, cancellationToken)
                    .Where(partner => status is null || partner.Status == status);
                return HttpResults.Ok(
                    await paging.Value.TakeAsync(rows, PartnerStore.KeyOf, p => PartnerAnswer.Of(p, site.Value))
                );
            },
            cancellationToken
        );

    /// <summary>Returns one partner.</summary>
    [Function(nameof(GetPartner))]
    [EndpointSummary("Returns a partner.")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetPartner(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                partners
                    .RequireAsync(program.Slug, id, cancellationToken)
                    .Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value))),
            cancellationToken
        );
}
