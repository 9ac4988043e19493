using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>Moves due commissions from pending to payable, every night and before each cycle.</summary>
public sealed class MatureCommissions(
    IPrograms programs,
    LedgerStore store,
    LedgerWriter writer,
    TimeProvider clock,
    ILogger<MatureCommissions> logger
)
{
    private const int MaxPartnersAtOnce = 4;

    /// <summary>
    /// Runs every night at 00:20 UTC for all partners of all programs. The failure of one partner does not affect the
    /// others and is retried the next night.
    /// </summary>
    [Function(nameof(MatureCommissions))]
    public Task RunAsync([TimerTrigger("0 20 0 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the commissions of {program.Slug}",
                program => MatureAsync(program.Slug, cancellationToken),
                logger,
                cancellationToken
            );

    private Task MatureAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        store
            .PartnersAsync(program, null, cancellationToken)
            .ForEachIsolatedAsync(
                partner => $"the commissions of {partner} in {program}",
                partner => MatureAsync(program, partner, clock.GetUtcNow(), cancellationToken),
                logger,
                cancellationToken,
                MaxPartnersAtOnce
            );

    /// <summary>Moves the commissions of one partner that are due by the given time.</summary>
    public Task MatureAsync(
        ProgramSlug program,
        PartnerId partner,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
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
            cancellationToken
        );
}
