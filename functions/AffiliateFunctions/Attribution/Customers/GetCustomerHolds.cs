using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Returns whether the commissions for a customer are held, and by which decisions.</summary>
[Tags("Customers")]
public sealed class GetCustomerHolds(IPrograms programs, CustomerStore customers)
{
    /// <inheritdoc cref="GetCustomerHolds"/>
    [Function(nameof(GetCustomerHolds))]
    [EndpointSummary("Returns the decisions by which commissions for a customer are held.")]
    [ProducesResponseType<CustomerHoldsAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/customers/{id}/holds")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                CustomerId.TryParse(id, out var customer)
                && await customers.FindAsync(program.Slug, customer, cancellationToken) is { } known
                    ? HttpResults.Ok(CustomerHoldsAnswer.Of(known))
                    : HttpResults.Problem(Problem.NotFound($"There is no customer '{id}' in this program.")),
            cancellationToken
        );
}
