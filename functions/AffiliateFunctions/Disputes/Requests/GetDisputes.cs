using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Disputes.Requests;

/// <summary>Returns the disputes of partners.</summary>
[Tags("Disputes")]
public sealed class GetDisputes(IPrograms programs, DisputeStore disputes)
{
    /// <summary>Lists the disputes of a program, page by page.</summary>
    [Function(nameof(ListDisputes))]
    [EndpointSummary("Lists the disputes, the oldest first.")]
    [SortedBy("id, which begins with the time: the oldest comes first", "id")]
    [Paged]
    [QueryParameter<PartnerId>("partner", "Only disputes of this partner.")]
    [QueryParameter<DisputeStatus>("status", "Only disputes of this status.")]
    [ProducesResponseType<Page<DisputeResponse>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListDisputes(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/disputes")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var partner = values.Value<PartnerId>("partner");
                var status = values.Choice<DisputeStatus>("status");
                var paging = PageRequest.Read(request, values);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var rows = disputes
                    .ListAsync(program.Slug, paging.Value.After, cancellationToken)
                    .Where(dispute =>
                        (partner is null || dispute.Partner == partner) && (status is null || dispute.Status == status)
                    );
                return HttpResults.Ok(
                    await paging.Value.TakeAsync(rows, dispute => dispute.Id.Value, DisputeResponse.Of)
                );
            },
            cancellationToken
        );

    /// <summary>Returns one dispute.</summary>
    [Function(nameof(GetDispute))]
    [EndpointSummary("Returns a dispute with its claim, decision and effect.")]
    [ProducesResponseType<DisputeResponse>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetDispute(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/disputes/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<DisputeId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                DisputeId.TryParse(id, out var parsed)
                && await disputes.FindAsync(new DisputeKey(program.Slug, parsed), cancellationToken) is { } dispute
                    ? HttpResults.Ok(DisputeResponse.Of(dispute))
                    : HttpResults.Problem(Problem.NotFound($"There is no dispute '{id}' in this program.")),
            cancellationToken
        );
}

/// <summary>A dispute in a response.</summary>
/// <param name="Id">The dispute.</param>
/// <param name="Kind">What is contested.</param>
/// <param name="Status">The status.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Commission">The commission; null for a missing one.</param>
/// <param name="Invoice">The named invoice of a missing commission, or null.</param>
/// <param name="Customer">The named customer of a missing commission, or null.</param>
/// <param name="Day">The named day of a missing commission, or null.</param>
/// <param name="Claim">What the partner claims.</param>
/// <param name="OpenedAt">When the dispute was opened.</param>
/// <param name="DecidedBy">The person or rule that decided, or null.</param>
/// <param name="DecidedAt">When the dispute was decided, or null.</param>
/// <param name="Message">What the owner tells the partner, or null.</param>
/// <param name="Effect">What the decision has set going, or null.</param>
[ResponseExample(
    """
        {
          "id": "dsp_01m45r3180yajdsx5vk7tbxabk",
          "kind": "reversal",
          "status": "granted",
          "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "commission": "com_01m45r3180yajdsx5vk7tbxabk",
          "claim": "The customer has paid the second invoice, so the refund was a mistake.",
          "opened_at": "2026-12-04T10:00:00+00:00",
          "decided_by": "owner@example.com",
          "decided_at": "2026-12-05T09:00:00+00:00",
          "message": "You are right, the refund was reported twice.",
          "effect": { "remedy": "correction", "reference": "adj_01m45r3180yajdsx5vk7tbxabk", "amount": 2000 }
        }
        """
)]
internal sealed record DisputeResponse(
    DisputeId Id,
    DisputeKind Kind,
    DisputeStatus Status,
    PartnerId Partner,
    CommissionId? Commission,
    string? Invoice,
    string? Customer,
    DateOnly? Day,
    string Claim,
    DateTimeOffset OpenedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Message,
    DisputeEffect? Effect
)
{
    public static DisputeResponse Of(Dispute dispute) =>
        new(
            dispute.Id,
            dispute.Kind,
            dispute.Status,
            dispute.Partner,
            dispute.Commission,
            dispute.Invoice,
            dispute.Customer,
            dispute.Day,
            dispute.Claim,
            dispute.OpenedAt,
            dispute.DecidedBy,
            dispute.DecidedAt,
            dispute.Message,
            dispute.Effect
        );
}
