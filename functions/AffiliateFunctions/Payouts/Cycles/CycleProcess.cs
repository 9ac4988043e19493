using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>The steps of a cycle beside its approvals: computing it, and settling it with the bank's results.</summary>
internal sealed class CycleProcess(CycleStore cycles) : IProcessSource
{
    private const string Compute = "compute_cycle";
    private const string Settle = "settle_payouts";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [
        new("payouts", Compute, StepOwner.System, TimeSpan.FromHours(1)),
        new("payouts", Settle, StepOwner.Finance, TimeSpan.FromDays(7)),
    ];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var cycle in cycles.ListAsync(program, cancellationToken))
        {
            if (cycle.Status == CycleStatus.Closing)
            {
                yield return new StepRun(Compute, cycle.StartedAt, EndedAt: null);
            }

            if (cycle.PayingSince is { } payingSince)
            {
                yield return new StepRun(Settle, payingSince, cycle.SettledAt);
            }
        }
    }
}
