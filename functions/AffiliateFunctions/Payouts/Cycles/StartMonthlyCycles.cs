using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Starts the cycles of ended months for every program that runs or has run. Each day it also finds months whose cycle
/// is missing because a request was rejected or the app did not run.
/// </summary>
public sealed class StartMonthlyCycles(
    IPrograms programs,
    CycleStore cycles,
    CycleStarter starter,
    ILedger ledger,
    TimeProvider clock,
    ILogger<StartMonthlyCycles> logger
)
{
    // The hours of the day, in the program's time zone, in which its cycles start. One run a day falls into them.
    private const int StartHour = 6;
    private const int EndHour = StartHour + 6;

    // A cycle that has been missing for longer is started by hand.
    private const int MonthsLookedAt = 3;

    /// <summary>
    /// Runs every six hours, and starts the cycles of the programs in whose time zone it is between 6 and 12 o'clock:
    /// on the first of the month the cycle of the month that has ended.
    /// </summary>
    [Function(nameof(StartMonthlyCycles))]
    public Task RunAsync(
        [TimerTrigger("0 5 */6 * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage != ProgramStage.Draft && HourIn(program) is >= StartHour and < EndHour)
            .ForEachIsolatedAsync(
                program => $"the cycles of {program.Slug}",
                program => StartAsync(program, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private int HourIn(AffiliateProgram program) => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), program.Zone).Hour;

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
        var cycle = await cycles.FindAsync(program.Slug, period, cancellationToken);
        if (
            cycle is { Status: CycleStatus.Closing }
            || (cycle is null && await IsNeededAsync(program, cancellationToken))
        )
        {
            await starter.StartAsync(
                program,
                period,
                new CycleStart("rule:schedule"),
                orchestrations,
                cancellationToken
            );
        }
    }

    // A closed program has cycles as long as a partner may still be paid.
    private async Task<bool> IsNeededAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        if (program.Stage != ProgramStage.Closed)
        {
            return true;
        }

        await foreach (var partner in ledger.PartnersAsync(program.Slug, cancellationToken))
        {
            var balance = await ledger.BalanceAsync(program.Slug, partner, cancellationToken);
            if (balance.Held + balance.Pending + balance.Payable + balance.InPayout > 0)
            {
                return true;
            }
        }

        return false;
    }

    // The oldest month comes first, because it takes up the monthly limit first. Months before the program ran are left
    // out.
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
