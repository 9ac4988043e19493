using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners.Certifications;

/// <summary>Sets a certification of a partner.</summary>
[Tags("Partners")]
public sealed class PutCertification(
    IPrograms programs,
    CertificationChanges certifications,
    IOptions<SiteOptions> site
)
{
    /// <inheritdoc cref="PutCertification"/>
    [Function(nameof(PutCertification))]
    [EndpointSummary("Sets a certification of a partner, until a day.")]
    [EndpointDescription(
        "Rules see it as partner.certifications.{name}, true while it is valid at the time of the conversion. The partner "
            + "is reminded 30 days before its end and told of the end."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "valid_until": "2099-09-02" }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "put",
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
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(body => certifications.SetAsync(program, id, name, body, cancellationToken))
                    .Match(partner => HttpResults.Ok(PartnerAnswer.Of(partner, site.Value))),
            cancellationToken
        );

    /// <summary>The days of the certification, in the program's time zone.</summary>
    /// <param name="ValidUntil">The last day on which it is valid.</param>
    /// <param name="ValidFrom">The first day on which it is valid; by default today, or as before if it is renewed.</param>
    public sealed record Body(DateOnly? ValidUntil = null, DateOnly? ValidFrom = null);
}
