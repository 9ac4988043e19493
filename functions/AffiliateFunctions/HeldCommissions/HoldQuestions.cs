using Affiliate.Domain.Identity;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Finds the batches that ask about held commissions.</summary>
internal sealed class HoldQuestions(HeldBatchStore batches) : IHoldQuestions
{
    public async Task<IReadOnlyDictionary<CommissionId, HoldQuestion>> FindAllAsync(
        ProgramSlug program,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<CommissionId, HoldQuestion>();
        if (commissions.Count == 0)
        {
            return found;
        }

        var wanted = commissions.ToHashSet();
        await foreach (var batch in batches.OpenAsync(program, cancellationToken))
        {
            foreach (var commission in batch.Commissions.Where(wanted.Contains))
            {
                found.TryAdd(
                    commission,
                    new HoldQuestion(batch.AskedAt, batch.AskedAt + HeldCommissionRequests.EscalateAfter)
                );
            }
        }

        return found;
    }
}
