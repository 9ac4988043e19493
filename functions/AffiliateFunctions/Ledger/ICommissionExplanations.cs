using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Ledger;

/// <summary>Explains commissions by their traces, for pages of other features.</summary>
public interface ICommissionExplanations
{
    /// <summary>Returns what the page that explains a commission shows; null if the commission does not exist.</summary>
    Task<CommissionExplanation?> FindAsync(
        AffiliateProgram program,
        CommissionId commission,
        CancellationToken cancellationToken
    );
}
