using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Returns the content of the page that explains a commission.</summary>
internal sealed class CommissionExplanations(CommissionDecisionService service) : ICommissionExplanations
{
    public async Task<CommissionExplanation?> FindAsync(
        AffiliateProgram program,
        CommissionId commission,
        CancellationToken cancellationToken
    )
    {
        var explained = await service.ExplainAsync(program.Slug, commission.Value, cancellationToken);
        return explained.Succeeded ? CommissionPages.Explanation(program, explained.Value) : null;
    }
}
