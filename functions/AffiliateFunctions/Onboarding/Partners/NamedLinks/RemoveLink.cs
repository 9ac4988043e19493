using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.NamedLinks;

/// <summary>Removes a named link of a partner.</summary>
[Tags("Partners")]
public sealed class RemoveLink(IPrograms programs, NamedLinkChanges links)
{
    /// <inheritdoc cref="RemoveLink"/>
    [Function(nameof(RemoveLink))]
    [EndpointSummary("Removes a named link of a partner.")]
    [EndpointDescription(
        "Its visitors then reach the destination without a click id, and nobody else can get the code. Earlier clicks "
            + "stay attributed."
    )]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The link is removed.")]
    [ProducesProblems(404, 409)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/partners/{id}/links/{code}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [RouteValue<string>("The code of the named link.")] string code,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program => links.RemoveAsync(program, id, code, cancellationToken).Match(_ => Results.NoContent()),
            cancellationToken
        );
}
