using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Starts the cycles of ended months for every running program. Each day it also finds months whose cycle is missing
/// because a request was rejected or the app did not run.
/// </summary>
public sealed class StartMonthlyCycles(
    IPrograms programs,
    CycleStore cycles,
    CycleStarter starter,
    TimeProvider clock,
    ILogger<StartMonthlyCycles> logger
)
{
    // A cycle that has been missing for longer is started by hand.
    private const int MonthsLookedAt = 3;

    /// <summary>
    /// Runs daily at 14:00 UTC. At that time on the first of a month, the new month has begun in every time zone.
    /// </summary>
    [Function(nameof(StartMonthlyCycles))]
    public Task RunAsync(
        [TimerTrigger("0 0 14 * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage is ProgramStage.Pilot or ProgramStage.Live)
            .ForEachIsolatedAsync(
                program => $"the cycles of {program.Slug}",
                program => StartAsync(program, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private Task StartAsync(
        AffiliateProgram program,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        EndedPeriods(program)
            .ForEachIsolatedAsync(
                period => $"the cycle {period} of {program.Slug}",
                period => StartIfMissingAsync(program, period, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task StartIfMissingAsync(
        AffiliateProgram program,
        Period period,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        // An interrupted request may have stored the cycle without starting its orchestration.
        if (await cycles.FindAsync(program.Slug, period, cancellationToken) is null or { Status: CycleStatus.Closing })
        {
            await starter.StartAsync(program, period, "rule:schedule", orchestrations, cancellationToken);
        }
    }

    // The oldest month comes first, because the first cycle that runs pays everything due. Months before the program
    // ran are left out.
    private List<Period> EndedPeriods(AffiliateProgram program)
    {
        var latest = Period.Of(clock.GetUtcNow(), program.Zone).Previous;
        var periods = new List<Period>();
        for (
            var period = latest;
            periods.Count < MonthsLookedAt && program.RunsSince < period.End(program.Zone);
            period = period.Previous
        )
        {
            periods.Add(period);
        }

        periods.Reverse();
        return periods;
    }
}
