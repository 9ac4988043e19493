using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Infrastructure.PersonalData;

/// <summary>
/// Removes a customer's personal data from the storage of a feature. Each feature that stores such data beside events
/// and decisions implements this interface.
/// </summary>
public interface ICustomerErasure
{
    /// <summary>Erases the customer. An interrupted erasure continues when this method is called again.</summary>
    /// <returns>Whether data of the customer was stored.</returns>
    Task<bool> EraseAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken);
}
