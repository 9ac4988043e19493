using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Verifies the ledgers of a program, also while they are written to.</summary>
internal sealed class LedgerVerifier(LedgerStore store)
{
    public async Task<LedgerVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var (partners, postings) = (0, 0L);
        var mismatches = new List<string>();
        await foreach (var partner in store.PartnersAsync(program, null, cancellationToken))
        {
            var outcome = await VerifyAsync(program, partner, cancellationToken);
            partners++;
            postings += outcome.Postings;
            mismatches.AddRange(outcome.Mismatches);
        }

        return new LedgerVerification(mismatches.Count == 0, partners, postings, mismatches);
    }

    private async Task<(long Postings, IReadOnlyList<string> Mismatches)> VerifyAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await store.HeadAsync(program, partner, cancellationToken);
            var replay = new LedgerReplay(partner);
            await foreach (var page in store.JournalAsync(program, partner, 0, cancellationToken))
            {
                replay.Next(page);
            }

            var commissions = new List<Commission>();
            await foreach (var commission in store.CommissionsAsync(program, partner, new CommissionFilter(), cancellationToken))
            {
                commissions.Add(commission);
            }

            // A ledger that was written to meanwhile is read once more: what was read is of two moments.
            var after = await store.HeadAsync(program, partner, cancellationToken);
            if (after.Version == head.Version)
            {
                return (replay.Postings, replay.Finish(head, commissions));
            }
        }
    }
}
