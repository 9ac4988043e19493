using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Approvals;

/// <summary>Lists the open approvals together with the other requests for decisions.</summary>
internal sealed class OpenDecisions(ApprovalStore approvals, IEnumerable<IDecisionRequests> others, TimeProvider clock)
    : IOpenDecisions
{
    /// <inheritdoc/>
    public Task<int> CountAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        approvals.CountOpenAsync(program, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OpenDecision>> ListAsync(
        AffiliateProgram program,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var open = await approvals
            .ListAsync(program.Slug, isOpen: true, after: null, cancellationToken)
            .Select(approval => ApprovalAnswer.Of(approval, now))
            .ToListAsync(cancellationToken);
        foreach (var source in others)
        {
            open.AddRange(
                await source
                    .ListAsync(program, onlyOpen: true, cancellationToken)
                    .Where(request => request.Outcome is null)
                    .Select(ApprovalAnswer.Of)
                    .ToListAsync(cancellationToken)
            );
        }

        return
        [
            .. open.OrderBy(request => request.AskedAt)
                .Select(request => new OpenDecision(
                    request.Id,
                    request.Kind,
                    request.Subject,
                    request.Asked,
                    request.AskedAt,
                    request.RemindAt,
                    request.ExpiresAt,
                    request.DecisionOnExpiry
                )),
        ];
    }
}
