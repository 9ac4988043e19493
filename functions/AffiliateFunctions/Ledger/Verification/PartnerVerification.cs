using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>
/// Verifies one partner's ledger as its head was at first, also while it is written to. Pages of the journal never
/// change, so what is replayed until that head stays true; only commissions that do not agree, because they have moved
/// on meanwhile, are read again with the pages that were added since.
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
            replay.Contradict($"the ledger cannot be read on: {fault.Message}");
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

            // One that was granted since the head was read is not counted there either.
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

        foreach (var mismatch in counters.CompareWith(head.Counters))
        {
            replay.Contradict(mismatch);
        }
    }

    // Ends, because a commission is moved a few times in its life: one that no page names since it was read stands as
    // it was read.
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
