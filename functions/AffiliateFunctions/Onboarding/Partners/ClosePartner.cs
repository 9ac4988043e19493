using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Ends a partnership. A closed partner earns nothing more. What it has earned is paid as it falls due, or held for 90
/// days and then paid.
/// </summary>
[Tags("Partners")]
public sealed class ClosePartner(PartnerStatusRequests requests)
{
    private static readonly PartnerStatusMove<Body> Closing = new(
        "partner_closed",
        WebhookEventTypes.PartnerClosed,
        Mistakes,
        (body, partner, now) => Closed(partner, body.OpenCommissions!.Value, now)
    );

    /// <inheritdoc cref="ClosePartner"/>
    [Function(nameof(ClosePartner))]
    [EndpointSummary("Ends a partnership; the partner is told by e-mail.")]
    [EndpointDescription(
        "Open commissions are paid as they fall due (pay), or held for 90 days and then paid (hold). The program's "
            + "minimum does not apply to them. A closed partner cannot be reinstated."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reason": "The agency has ended its business.", "open_commissions": "pay" }""")]
    [ResponseExample("""{ "status": "closed" }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/close")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.MoveAsync(
            slug,
            id,
            () => request.ReadJsonAsync<Body>(cancellationToken),
            Closing,
            orchestrations,
            cancellationToken
        );

    private static IEnumerable<(string Pointer, string Sentence)> Mistakes(Body body) =>
        body.OpenCommissions is null
            ? body.Mistakes(isReasonRequired: true).Append(("/open_commissions", "Give pay or hold."))
            : body.Mistakes(isReasonRequired: true);

    private static Result<Partner> Closed(Partner partner, OpenCommissions openCommissions, DateTimeOffset now) =>
        partner.Status != PartnerStatus.Closed
            ? partner with
            {
                Status = PartnerStatus.Closed,
                StatusSince = now,
                Closing = PartnerClosing.At(now, openCommissions),
            }
        : partner.Closing?.OpenCommissions == openCommissions ? partner
        : Problem.Conflict("The partner is closed.");

    /// <summary>The reason of the end, and what happens to open commissions.</summary>
    /// <param name="Reason">The reason, for the record.</param>
    /// <param name="OpenCommissions">What happens to commissions that are not paid.</param>
    /// <param name="Message">What the e-mail to the partner says in addition.</param>
    public sealed record Body(string? Reason = null, OpenCommissions? OpenCommissions = null, string? Message = null)
        : StatusChangeBody(Reason, Message);
}
