using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>Finds the links of open approvals, for pages on which a person is signed in.</summary>
public interface IApprovalAddresses
{
    /// <summary>
    /// The path of the link by which a person decides an approval; null if the approval is not open, or if the person
    /// was asked by none of the addresses.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The id of the approval.</param>
    /// <param name="addresses">The e-mail addresses of the person.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<string?> FindAsync(
        ProgramSlug program,
        string id,
        IReadOnlyList<string> addresses,
        CancellationToken cancellationToken
    );
}
