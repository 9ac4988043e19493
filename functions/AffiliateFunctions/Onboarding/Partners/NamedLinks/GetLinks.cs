using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners.NamedLinks;

/// <summary>Returns the named links of a partner.</summary>
[Tags("Partners")]
public sealed class GetLinks(
    IPrograms programs,
    PartnerStore partners,
    ILinkFigures figures,
    IOptions<SiteOptions> site
)
{
    /// <inheritdoc cref="GetLinks"/>
    [Function(nameof(GetLinks))]
    [EndpointSummary("Lists the named links of a partner, with what came by each.")]
    [EndpointDescription(
        "Clicks are counted each night; leads and sales count for the link of the first credited partner. Removed links "
            + "keep their figures."
    )]
    [SortedBy("time: the oldest comes first", "created_at")]
    [ProducesResponseType<Page<NamedLinkAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}/links")]
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
                    .Match(async partner =>
                    {
                        var counted = await figures.OfAsync(partner.Program, partner.Id, cancellationToken);
                        return HttpResults.Ok(
                            new Page<NamedLinkAnswer>(
                                [
                                    .. partner.Links.Select(link =>
                                        NamedLinkAnswer.Of(link, counted.GetValueOrDefault(link.Code), site.Value)
                                    ),
                                ],
                                null
                            )
                        );
                    }),
            cancellationToken
        );
}
