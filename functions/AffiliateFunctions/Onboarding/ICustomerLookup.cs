using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Finds customers by their addresses. The feature that keeps customers implements it.</summary>
public interface ICustomerLookup
{
    /// <summary>Whether a customer of the program has this mailbox.</summary>
    Task<bool> IsCustomerAsync(ProgramSlug program, string email, CancellationToken cancellationToken);
}
