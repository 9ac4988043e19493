using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>
/// Erases a customer's personal data. The customer's conversions and credits stay, under the id that the company
/// assigned.
/// </summary>
[Tags("Customers")]
public sealed class EraseCustomer(IPrograms programs, CustomerErasure erasure, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="EraseCustomer"/>
    [Function(nameof(EraseCustomer))]
    [EndpointSummary("Erases a customer's personal data; the ledger stays, with the company's id of the customer.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The data is erased.")]
    [ProducesProblems(404, 409)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/customers/{id}/personal-data")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                if (
                    !CustomerId.TryParse(id, out var customer)
                    || !await erasure.EraseAsync(program.Slug, customer, cancellationToken)
                )
                {
                    return HttpResults.Problem(Problem.NotFound($"There is no customer '{id}' in this program."));
                }

                // Each request has an audit record of its own, because more customer data may have been reported since
                // the previous request.
                var now = clock.GetUtcNow();
                var cause = string.Create(CultureInfo.InvariantCulture, $"customer:{customer}:erased:{now.UtcTicks}");
                await audit.RecordAsync(
                    new AuditEntry(program.Slug, cause, "key", "customer_erased", customer.Value, null, now),
                    cancellationToken
                );
                return Results.NoContent();
            },
            cancellationToken
        );
}
