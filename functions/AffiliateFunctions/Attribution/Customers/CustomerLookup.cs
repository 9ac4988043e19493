using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>Finds the customers of addresses, for the screening of applications.</summary>
internal sealed class CustomerLookup(CustomerEmailIndex index) : ICustomerLookup
{
    public Task<bool> IsCustomerAsync(ProgramSlug program, string email, CancellationToken cancellationToken) =>
        index.ContainsAsync(program, email, cancellationToken);
}
