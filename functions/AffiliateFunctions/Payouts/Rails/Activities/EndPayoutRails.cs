using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Rails.Activities;

/// <summary>
/// Ends the wait for the providers of a cycle. The payments without a result stay reserved, and finance is asked to
/// look them up and import their results.
/// </summary>
public sealed class EndPayoutRails(BatchStore batches)
{
    /// <inheritdoc cref="EndPayoutRails"/>
    [Function(nameof(EndPayoutRails))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        if (await batches.FindPayingAsync(key, cancellationToken) is not { } cycle)
        {
            return;
        }

        var open = (await batches.PayoutsAsync(cycle, cancellationToken)).Values;
        foreach (var file in cycle.Files.Where(file => open.Any(payout => cycle.BatchOf(payout)?.Rail == file.Rail)))
        {
            await batches.ChangeAsync(
                cycle,
                file,
                stored =>
                    stored.IsInFlight && !stored.CanBeStopped
                        ? stored with
                        {
                            State = BatchState.Unclear,
                            Problem =
                                $"{PayoutRails.TitleOf(stored.Rail)} has not reported all results within "
                                + $"{RailOrchestrator.MaxDays} days.",
                        }
                        : stored,
                cancellationToken
            );
        }
    }
}
