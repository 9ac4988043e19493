using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>Assigns customers to partners, as persons have decided.</summary>
public interface ICustomerAssignments
{
    /// <summary>
    /// Returns the partners who have touched the customer, and the one that it is assigned to; null for a customer that
    /// no event has named.
    /// </summary>
    Task<IReadOnlyList<PartnerId>?> FindPartnersAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Assigns the customer. Events that are decided already keep their credits. The call can be repeated.
    /// </summary>
    Task AssignAsync(
        ProgramSlug program,
        CustomerId customer,
        CustomerAssignment assignment,
        CancellationToken cancellationToken
    );
}
