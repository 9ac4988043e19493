using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>The held commissions, each of which waits for a person's decision, and those that were decided.</summary>
internal sealed class HeldCommissionProcess(LedgerStore ledger) : IProcessSource
{
    private const string Decide = "decide_held_commission";

    public IReadOnlyList<ProcessStep> Steps { get; } = [new("holds", Decide, StepOwner.Owner, TimeSpan.FromDays(3))];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var commission in ledger.HeldAsync(program, cancellationToken))
        {
            yield return new StepRun(Decide, commission.CreatedAt, EndedAt: null) { Partner = commission.Partner };
        }

        await foreach (var commission in ledger.DecidedAsync(program, since, cancellationToken))
        {
            yield return new StepRun(Decide, commission.CreatedAt, commission.Decision!.At);
        }
    }
}
