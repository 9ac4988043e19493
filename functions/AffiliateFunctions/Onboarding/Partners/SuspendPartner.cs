using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Suspends partners and reinstates them. A suspended partner neither earns commissions nor is paid.</summary>
[Tags("Partners")]
public sealed class SuspendPartner(PartnerStatusRequests requests)
{
    /// <summary>Suspends a partner. New conversions are no longer credited to it.</summary>
    [Function(nameof(SuspendPartner))]
    [EndpointSummary("Suspends a partner, who then neither earns nor is paid, and is told by e-mail.")]
    [EndpointDescription("The reason is recorded; the message is part of the e-mail to the partner.")]
    [Consumes(typeof(StatusChangeBody), "application/json")]
    [RequestExample("""{ "reason": "Bids on our brand.", "message": "Please end your ads on our name." }""")]
    [ResponseExample("""{ "status": "suspended" }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> Suspend(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/suspend")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.MoveAsync(
            slug,
            id,
            () => request.ReadJsonAsync<StatusChangeBody>(cancellationToken),
            PartnerStatusMoves.Suspension,
            orchestrations,
            cancellationToken
        );

    /// <summary>Makes a suspended partner active again.</summary>
    [Function(nameof(ReinstatePartner))]
    [EndpointSummary("Reinstates a suspended partner, who is told by e-mail.")]
    [Consumes(typeof(StatusChangeBody), "application/json", IsOptional = true)]
    [RequestExample("""{ "reason": "The bids have ended." }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> ReinstatePartner(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/reinstate")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.MoveAsync(
            slug,
            id,
            () => ReadOptionalAsync(request, cancellationToken),
            PartnerStatusMoves.Reinstatement,
            orchestrations,
            cancellationToken
        );

    // A request without a reason may have no body.
    private static async Task<Result<StatusChangeBody>> ReadOptionalAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        request.ContentLength is null or 0 && !request.HasJsonContentType()
            ? new StatusChangeBody()
            : await request.ReadJsonAsync<StatusChangeBody>(cancellationToken);
}
