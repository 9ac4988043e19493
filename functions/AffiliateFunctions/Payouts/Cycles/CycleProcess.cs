using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// The steps of a cycle beside its approvals: computing it, sending its batches to providers, and settling it with the
/// results of the payments.
/// </summary>
internal sealed class CycleProcess(CycleStore cycles) : IProcessSource
{
    private const string Compute = "compute_cycle";
    private const string Send = "send_payouts";
    private const string Settle = "settle_payouts";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [
        new("payouts", Compute, StepOwner.System, TimeSpan.FromHours(1)),
        new("payouts", Send, StepOwner.Finance, TimeSpan.FromDays(1)),
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
                foreach (var batch in cycle.Files.Where(file => file.State is not null))
                {
                    yield return new StepRun(Send, payingSince, AcceptedAt(batch) ?? cycle.SettledAt);
                }
            }
        }
    }

    // A batch that a person has stopped waits for nobody any more.
    private static DateTimeOffset? AcceptedAt(CycleFile batch) =>
        batch.State switch
        {
            BatchState.Sent => batch.SentAt,
            BatchState.Stopped => batch.StoppedAt,
            _ => null,
        };
}
