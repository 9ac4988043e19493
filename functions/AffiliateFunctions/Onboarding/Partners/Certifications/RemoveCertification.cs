using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Certifications;

/// <summary>Removes a certification of a partner. Conversions before the removal keep it.</summary>
[Tags("Partners")]
public sealed class RemoveCertification(IPrograms programs, CertificationChanges certifications)
{
    /// <inheritdoc cref="RemoveCertification"/>
    [Function(nameof(RemoveCertification))]
    [EndpointSummary("Removes a certification of a partner.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The certification is removed.")]
    [ProducesProblems(404, 409)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "delete",
            Route = "api/programs/{slug}/partners/{id}/certifications/{name}"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [RouteValue<string>("The name of the certification.")] string name,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program => certifications.RemoveAsync(program, id, name, cancellationToken).Match(_ => Results.NoContent()),
            cancellationToken
        );
}
