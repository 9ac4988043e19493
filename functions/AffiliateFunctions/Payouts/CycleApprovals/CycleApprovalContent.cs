using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// What the approval of a cycle shows: the facts, which the e-mail shows too, and the tables of the page.
/// </summary>
public sealed class CycleApprovalContent(CycleOverviewReader overviews, PayoutListLinks links)
{
    /// <summary>The facts and the tables.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="until">Until when the link to the complete list works.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(IReadOnlyList<ApprovalFact> Facts, IReadOnlyList<ApprovalSection> Sections)> OfAsync(
        StoredCycle cycle,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var overview = await overviews.ReadAsync(cycle, cancellationToken);
        return (CycleApprovalFacts.Of(overview), CycleApprovalTables.Of(overview, links.PathFor(cycle, until)));
    }
}
