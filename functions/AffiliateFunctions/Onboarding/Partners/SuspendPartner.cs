using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Suspends and reinstates partners. A suspended partner neither earns commissions nor is paid.</summary>
[Tags("Partners")]
public sealed class SuspendPartner(
    IPrograms programs,
    PartnerChanges changes,
    IAuditLog audit,
    PartnerWebhookEvents webhookEvents,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    private const string Key = "key";
    private const string NoReason = "No reason was given.";
    private const int MaxReason = 4000;

    /// <summary>Suspends a partner. New conversions are no longer credited to it.</summary>
    [Function(nameof(SuspendPartner))]
    [EndpointSummary("Suspends a partner, who then neither earns nor is paid.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reason": "Bids on our brand." }""")]
    [ResponseExample("""{ "status": "suspended" }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> Suspend(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/suspend")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) => MoveAsync(request, slug, id, PartnerStatus.Suspended, "partner_suspended", cancellationToken);

    /// <summary>Makes a suspended partner active again.</summary>
    [Function(nameof(ReinstatePartner))]
    [EndpointSummary("Reinstates a suspended partner.")]
    [Consumes(typeof(Body), "application/json", IsOptional = true)]
    [RequestExample("""{ "reason": "The bids have ended." }""")]
    [ProducesResponseType<PartnerAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> ReinstatePartner(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/reinstate")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) => MoveAsync(request, slug, id, PartnerStatus.Active, "partner_reinstated", cancellationToken);

    private Task<IResult> MoveAsync(
        HttpRequest request,
        string slug,
        string id,
        PartnerStatus to,
        string action,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var reason = await ReasonAsync(request, isRequired: to == PartnerStatus.Suspended, cancellationToken);
                if (!reason.Succeeded)
                {
                    return HttpResults.Problem(reason.Problem);
                }

                var now = clock.GetUtcNow();
                var changed = await changes.ChangeAsync(
                    program,
                    id,
                    partner => Moved(partner, to, now),
                    cancellationToken
                );
                if (!changed.Succeeded)
                {
                    return HttpResults.Problem(changed.Problem);
                }

                await RecordAsync(changed.Value, action, reason.Value, cancellationToken);
                if (changed.Value.StatusSince > changed.Value.CreatedAt)
                {
                    await webhookEvents.TellAsync(
                        changed.Value,
                        to == PartnerStatus.Active
                            ? WebhookEventTypes.PartnerReinstated
                            : WebhookEventTypes.PartnerSuspended,
                        reason.Value,
                        cancellationToken
                    );
                }

                return HttpResults.Ok(PartnerAnswer.Of(changed.Value, site.Value));
            },
            cancellationToken
        );

    // A request without a reason may have no body.
    private static async Task<Result<string>> ReasonAsync(
        HttpRequest request,
        bool isRequired,
        CancellationToken cancellationToken
    )
    {
        if (!isRequired && request.ContentLength is null or 0 && !request.HasJsonContentType())
        {
            return NoReason;
        }

        var body = await request.ReadJsonAsync<Body>(cancellationToken);
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        var reason = body.Value.Reason ?? string.Empty;
        return reason.Length > MaxReason || (isRequired && string.IsNullOrWhiteSpace(reason))
                ? Problem.Invalid("/reason", "Give a reason of 1 to 4,000 characters.")
            : string.IsNullOrWhiteSpace(reason) ? NoReason
            : reason;
    }

    // The cause of the audit record contains the time of the change, so that a repeated request adds no record.
    private Task RecordAsync(Partner partner, string action, string reason, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"{action}:{partner.Id}:{partner.StatusSince:O}",
                Key,
                action,
                partner.Id.Value,
                reason,
                partner.StatusSince
            ),
            cancellationToken
        );

    private static Result<PartnerChange> Moved(Partner partner, PartnerStatus to, DateTimeOffset now) =>
        partner.Status == PartnerStatus.Closed ? Problem.Conflict("The partner is closed.")
        : partner.Status == to ? new PartnerChange(partner, [])
        : new PartnerChange(partner with { Status = to, StatusSince = now }, []);

    /// <summary>The reason.</summary>
    public sealed record Body([property: DataType(DataType.MultilineText)] string? Reason = null);
}
