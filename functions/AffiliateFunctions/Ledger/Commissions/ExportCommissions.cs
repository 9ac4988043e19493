using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Exports commissions as CSV or as one JSON object per line.</summary>
[Tags("Commissions")]
public sealed class ExportCommissions(IPrograms programs, CommissionList list)
{
    /// <inheritdoc cref="ExportCommissions"/>
    [Function(nameof(ExportCommissions))]
    [EndpointSummary("Exports commissions as CSV or as JSON lines, depending on Accept.")]
    [QueryParameter<PartnerId>("partner", "Only commissions of this partner.")]
    [QueryParameter<CustomerId>("customer", "Only commissions for this customer.")]
    [QueryParameter<CommissionStatus>("status", "Only commissions of this status.")]
    [QueryParameter<Period>("period", "Only commissions for conversions of this month.")]
    [QueryParameter<string>("sub_id", "Only commissions of customers who came under this sub-id.")]
    [SortedBy("partner, and then by id, which begins with the time of the conversion", "partner_id", "id")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/x-ndjson", "text/csv")]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/exports/commissions")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then(program => list.All(program, request.Query, cancellationToken))
            .Match(rows => request.Export($"{slug}-commissions", rows));
}
