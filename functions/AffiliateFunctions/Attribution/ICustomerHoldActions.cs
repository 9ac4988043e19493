using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>Ends holds of customers, as a person has decided on pages of the company.</summary>
public interface ICustomerHoldActions
{
    /// <summary>
    /// Lifts the holds of a customer in the name of the caller of the request. Commissions that are held already wait
    /// for their own decision. Returns false if no commissions for the customer are held.
    /// </summary>
    Task<bool> LiftAsync(ProgramSlug program, CustomerId customer, string reason, CancellationToken cancellationToken);
}
