using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>Finds the links of open approvals, for pages on which a person is signed in.</summary>
public interface IApprovalAddresses
{
    /// <summary>
    /// The path of the link by which the person with an address decides an approval; null if the approval is not open, or
    /// if the person was not asked.
    /// </summary>
    Task<string?> FindAsync(ProgramSlug program, string id, string address, CancellationToken cancellationToken);
}
