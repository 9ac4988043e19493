using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Ledger.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>Moves what is due from pending to payable: every night, and before a cycle.</summary>
internal sealed class MatureCommissions(IPrograms programs, LedgerStore store, LedgerWriter writer, TimeProvider clock)
{
    /// <summary>Every night at 00:20 UTC, for all partners of all programs.</summary>
    [Function(nameof(MatureCommissions))]
    public async Task RunAsync([TimerTrigger("0 20 0 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            await foreach (var partner in store.PartnersAsync(program.Slug, null, cancellationToken))
            {
                await MatureAsync(program.Slug, partner, clock.GetUtcNow(), cancellationToken);
            }
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
