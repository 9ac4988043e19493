using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Customers;

/// <summary>Erases a customer's personal data. What it has brought to whom stays, under the id that the company gave it.</summary>
public sealed class EraseCustomer(IPrograms programs, CustomerErasure erasure, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="EraseCustomer"/>
    [Function(nameof(EraseCustomer))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/customers/{id}/personal-data")] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        if (!CustomerId.TryParse(id, out var customer) || !await erasure.EraseAsync(program.Value.Slug, customer, cancellationToken))
        {
            return Answer.Problem(Problem.NotFound($"Nothing is known of a customer '{id}' of this program."));
        }

        // Each request is an act of its own: more can have been told of the customer since the one before.
        var now = clock.GetUtcNow();
        var cause = string.Create(CultureInfo.InvariantCulture, $"customer:{customer}:erased:{now.UtcTicks}");
        await audit.RecordAsync(new AuditEntry(program.Value.Slug, cause, "key", "customer_erased", customer.Value, null, now), cancellationToken);
        return Results.NoContent();
    }
}
