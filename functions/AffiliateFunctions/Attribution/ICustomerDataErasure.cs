using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>
/// Removes a customer's personal data from the storage of a feature beside the events. Each feature that stores such data
/// implements this interface.
/// </summary>
public interface ICustomerDataErasure
{
    /// <summary>Erases the customer. The call can be repeated.</summary>
    /// <returns>Whether the feature knows the customer.</returns>
    Task<bool> EraseAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken);
}
