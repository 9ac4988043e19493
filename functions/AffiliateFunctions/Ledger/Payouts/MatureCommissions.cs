using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>Moves what is due from pending to payable: every night, and before a cycle.</summary>
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
    /// Every night at 00:20 UTC, for all partners of all programs. One that fails keeps none of the others from it, and
    /// the next night is its next try.
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

    /// <summary>Moves what one partner's commissions are due until then.</summary>
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
