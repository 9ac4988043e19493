using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Lifts holds of customers in the name of the caller.</summary>
internal sealed class CustomerHoldActions(CustomerHolds holds, Callers callers, TimeProvider clock)
    : ICustomerHoldActions
{
    /// <inheritdoc/>
    public async Task<bool> LiftAsync(
        ProgramSlug program,
        CustomerId customer,
        string reason,
        CancellationToken cancellationToken
    ) =>
        await holds.LiftAsync(
            program,
            customer,
            new LiftedHold(callers.Actor, reason, clock.GetUtcNow()),
            cancellationToken
        )
            is not null;
}
