using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.ConsolePages.Programs;

/// <summary>What the list of programs says about one of them.</summary>
/// <param name="Program">The program.</param>
/// <param name="OpenApprovals">The number of open approvals.</param>
/// <param name="Components">The defined components.</param>
/// <param name="Overdue">The components whose review is overdue.</param>
/// <param name="Partners">The number of active partners.</param>
/// <param name="Month">The last month that has ended.</param>
/// <param name="Revenue">The net revenue of that month; null until its cycle has closed it.</param>
internal sealed record ProgramSummary(
    AffiliateProgram Program,
    int OpenApprovals,
    IReadOnlyList<OperatingComponent> Components,
    IReadOnlyList<OperatingComponent> Overdue,
    int Partners,
    Period Month,
    long? Revenue
);

/// <summary>Reads the summaries of programs, by four requests to storage each.</summary>
public sealed class ProgramSummaries(
    IOpenDecisions decisions,
    IComponents components,
    IPartnerDirectory partners,
    IMonthFigures figures,
    TimeProvider clock
)
{
    /// <summary>The summary of a program. Its parts are read at the same time.</summary>
    internal async Task<ProgramSummary> OfAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var month = Period.Of(now, program.Zone).Previous;
        var approvals = decisions.CountAsync(program.Slug, cancellationToken);
        var listed = components.ComponentsAsync(program.Slug, cancellationToken);
        var active = partners.CountActiveAsync(program.Slug, cancellationToken);
        var revenue = figures.FindRevenueAsync(program.Slug, month, cancellationToken);
        var defined = await listed;
        return new ProgramSummary(
            program,
            await approvals,
            defined,
            [.. defined.Where(component => component.IsOverdue(now))],
            await active,
            month,
            await revenue
        );
    }
}
