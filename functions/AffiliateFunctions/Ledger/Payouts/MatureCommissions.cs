using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Ledger.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>Moves what is due from pending to payable: every night, and before a cycle.</summary>
public sealed class MatureCommissions(IPrograms programs, LedgerStore store, LedgerWriter writer, TimeProvider clock)
{
    private const int MostPartnersAtOnce = 4;

    /// <summary>Every night at 00:20 UTC, for all partners of all programs. One that fails keeps none of the others from it.</summary>
    /// <exception cref="AggregateException">It failed for some partners; the next night is their next try.</exception>
    [Function(nameof(MatureCommissions))]
    public async Task RunAsync([TimerTrigger("0 20 0 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentQueue<Exception>();
        var fewAtOnce = new ParallelOptions { MaxDegreeOfParallelism = MostPartnersAtOnce, CancellationToken = cancellationToken };
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            await Parallel.ForEachAsync(store.PartnersAsync(program.Slug, null, cancellationToken), fewAtOnce, async (partner, token) =>
            {
                try
                {
                    await MatureAsync(program.Slug, partner, clock.GetUtcNow(), token);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    faults.Enqueue(new InvalidOperationException($"The commissions of {partner} in {program.Slug} were not moved.", fault));
                }
            });
        }

        if (!faults.IsEmpty)
        {
            throw new AggregateException("The commissions of some partners were not moved.", faults);
        }
    }

    /// <summary>Moves what one partner's commissions are due until then.</summary>
    public Task MatureAsync(ProgramSlug program, PartnerId partner, DateTimeOffset asOf, CancellationToken cancellationToken)
        => writer.WriteAsync(
            program,
            partner,
            async edit =>
            {
                if (edit.Batch.Head.Balance.Pending == 0)
                {
                    return;
                }

                var due = new CommissionFilter { Status = CommissionStatus.Pending, DueUntil = asOf };
                await foreach (var commission in store.CommissionsAsync(program, partner, due, cancellationToken))
                {
                    await edit.MakeRoomAsync(1);
                    edit.Batch.Change(commission.Mature(asOf));
                }
            },
            cancellationToken);
}
