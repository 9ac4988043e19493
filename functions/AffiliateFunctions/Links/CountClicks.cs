using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Links;

/// <summary>
/// Adds stored clicks to the partners' counters, many at once. The id of each count identifies the clicks that it
/// covers, so an interrupted count can be repeated with the effect of one.
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
    // Clicks can be stored days later, if their message had to wait.
    private const int Days = 7;
    private const int AtOnce = 8;

    /// <summary>
    /// Counts clicks each night. If rules refer to the number of clicks, the counters are also updated before an
    /// evaluation.
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

    /// <summary>Counts the clicks of the last days, including today.</summary>
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
                    (
                        Partner: own.Key,
                        Effect: new ClickCountEffect(pendingClicks.Name, pendingClicks.At, own.Value)
                        {
                            ByLink = pendingClicks.ByLink.GetValueOrDefault(own.Key),
                        }
                    )
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
