using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Returns what happened to a partner, from the application on.</summary>
[Tags("Partners")]
public sealed class GetPartnerTimeline(IPrograms programs, PartnerStore partners, PartnerTimeline timeline)
{
    /// <inheritdoc cref="GetPartnerTimeline"/>
    [Function(nameof(GetPartnerTimeline))]
    [EndpointSummary("Returns what happened to a partner, with who did it and how long it was waited for.")]
    [EndpointDescription(
        "Applications, approvals, changes of status, payout details and terms, other recorded decisions, and notes."
    )]
    [SortedBy("time: the oldest comes first", "at")]
    [ProducesResponseType<Page<PartnerTimelineEntry>>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/partners/{id}/timeline")]
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
                        HttpResults.Ok(
                            new Page<PartnerTimelineEntry>(await timeline.OfAsync(partner, cancellationToken), null)
                        )
                    ),
            cancellationToken
        );
}
