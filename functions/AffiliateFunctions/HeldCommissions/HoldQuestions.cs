using Affiliate.Domain.Identity;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Finds the batch that asks about a held commission.</summary>
internal sealed class HoldQuestions(HeldBatchStore batches) : IHoldQuestions
{
    public async Task<HoldQuestion?> FindAsync(
        ProgramSlug program,
        CommissionId commission,
        CancellationToken cancellationToken
    ) =>
        await batches
            .OpenAsync(program, cancellationToken)
            .FirstOrDefaultAsync(batch => batch.Commissions.Contains(commission), cancellationToken)
            is { } asked
            ? new HoldQuestion(asked.AskedAt, asked.AskedAt + HeldCommissionRequests.EscalateAfter)
            : null;
}
