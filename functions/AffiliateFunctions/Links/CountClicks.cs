using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Links;

/// <summary>
/// Brings stored clicks into the partners' counters, many at once. Each number is named by the clicks that it stands
/// for, so a count that was cut off is done again with the effect of once.
/// </summary>
public sealed class CountClicks(
    ClickStore clicks,
    ClickLog log,
    IAccrualLedger accruals,
    IPrograms programs,
    TimeProvider clock,
    ILogger<CountClicks> logger
)
{
    // A day's clicks can be stored late: when their message waited.
    private const int Days = 7;
    private const int AtOnce = 8;

    /// <summary>
    /// Counts each night. Where rules look at the number of clicks, it is also brought up to date before they are
    /// asked.
    /// </summary>
    [Function(nameof(CountClicks))]
    public Task RunAsync([TimerTrigger("0 10 0 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the clicks of {program.Slug}",
                program => OfProgramAsync(program.Slug, Days, cancellationToken),
                logger,
                cancellationToken
            );

    /// <summary>Counts what was clicked in the last days, today included.</summary>
    public async Task OfProgramAsync(ProgramSlug program, int days, CancellationToken cancellationToken)
    {
        await log.TriedAsync();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        for (var day = today.AddDays(1 - days); day <= today; day = day.AddDays(1))
        {
            await OfDayAsync(program, day, cancellationToken);
        }
    }

    private async Task OfDayAsync(ProgramSlug program, DateOnly day, CancellationToken cancellationToken)
    {
        var pending = await clicks.PendingAsync(program, day, cancellationToken);
        var byPartner = pending
            .SelectMany(pendingClicks =>
                pendingClicks.ByPartner.Select(own =>
                    (Partner: own.Key, Effect: new ClickCountEffect(pendingClicks.Name, pendingClicks.At, own.Value))
                )
            )
            .GroupBy(pair => pair.Partner, item => item.Effect);
        await Parallel.ForEachAsync(
            byPartner,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (own, token) => await accruals.ApplyAsync(program, own.Key, [.. own], token)
        );
        await clicks.RemoveAsync(pending, cancellationToken);
    }
}
