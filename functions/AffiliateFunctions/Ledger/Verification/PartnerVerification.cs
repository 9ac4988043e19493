using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>
/// Verifies one partner's ledger as of the head that was read first, even while the ledger is written to. Pages of the
/// journal never change, so the replay up to that head remains valid. Only commissions that have changed in the
/// meantime are read again, with the pages added since.
/// </summary>
internal sealed class PartnerVerification(LedgerStore store, ProgramSlug program, PartnerId partner)
{
    private readonly LedgerReplay replay = new(partner);
    private readonly CounterReplay counters = new();
    private readonly HashSet<CommissionId> open = [];

    public async Task<(long Postings, IReadOnlyList<string> Mismatches)> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await store.HeadAsync(program, partner, cancellationToken);
            await foreach (var page in store.JournalAsync(program, partner, 0, head.Pages, cancellationToken))
            {
                replay.Next(page.Number, page.Read);
            }

            replay.CompareWith(head);
            await CommissionsAsync(cancellationToken);
            await CountersAsync(head, cancellationToken);
            await OpenAsync(head.Pages, cancellationToken);
        }
        catch (Exception fault) when (Unreadable.Is(fault))
        {
            replay.Contradict($"the rest of the ledger cannot be read: {fault.Message}");
        }

        return (replay.Replayed, replay.Mismatches);
    }

    private async Task CommissionsAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var row in store.CommissionRowsAsync(program, partner, new CommissionFilter(), cancellationToken)
        )
        {
            var commission = CommissionRow.Read(row);

            // A commission granted after the head was read is not included in its counters either.
            if (replay.Knows(commission.Id))
            {
                counters.Next(commission);
            }

            if (!replay.TrySettle(commission))
            {
                open.Add(commission.Id);
            }
        }

        open.UnionWith(replay.Left);
    }

    private async Task CountersAsync(LedgerHead head, CancellationToken cancellationToken)
    {
        await foreach (var counted in store.CountedAsync(program, partner, head.Batches, cancellationToken))
        {
            counters.Next(counted);
        }

        foreach (var mismatch in counters.CompareWith(head.Counters).Concat(counters.CompareWith(head.Links)))
        {
            replay.Contradict(mismatch);
        }
    }

    // The loop ends because a commission moves only a few times in its life. If no later page mentions a commission,
    // its state is the one that was read.
    private async Task OpenAsync(long seen, CancellationToken cancellationToken)
    {
        while (open.Count > 0)
        {
            var read = await store.FindCommissionsAsync(program, partner, open, cancellationToken);
            var now = await store.HeadAsync(program, partner, cancellationToken);
            var named = new HashSet<CommissionId>();
            await foreach (var page in store.JournalAsync(program, partner, seen, now.Pages, cancellationToken))
            {
                named.UnionWith(replay.Follow(page.Read(), open));
            }

            seen = now.Pages;
            foreach (var id in open.ToList())
            {
                var commission = read.GetValueOrDefault(id);
                var isSettled = commission is not null && replay.TrySettle(commission);
                if (!isSettled && !named.Contains(id))
                {
                    replay.Contradict(id, commission);
                    isSettled = true;
                }

                open.RemoveWhere(commissionId => isSettled && commissionId == id);
            }
        }
    }
}
