using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>
/// Erases the personal data of a lead's contact, and what people wrote about it. The company, the offers and the deal
/// stay.
/// </summary>
[Tags("Leads")]
public sealed class EraseLead(IPrograms programs, LeadStore leads, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="EraseLead"/>
    [Function(nameof(EraseLead))]
    [EndpointSummary("Erases the contact of a lead; the company, the offers and the deal stay.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The data is erased.")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/leads/{id}/personal-data")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<LeadId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                if (
                    !LeadId.TryParse(id, out var parsed)
                    || await leads.FindAsync(new LeadKey(program.Slug, parsed), cancellationToken) is not { } known
                )
                {
                    return HttpResults.Problem(Problem.NotFound($"There is no lead '{id}' in this program."));
                }

                var now = clock.GetUtcNow();
                var entry = new LeadEntry(now, LeadTimeline.Erased, "key");
                await leads.ChangeAsync(
                    known.Key,
                    stored => LeadErasure.WithoutContact(stored).Noting(entry),
                    cancellationToken
                );
                await audit.RecordCallerAsync(
                    program.Slug,
                    "lead_erased",
                    known.Id.Value,
                    now,
                    change: null,
                    cancellationToken
                );
                return Results.NoContent();
            },
            cancellationToken
        );
}
