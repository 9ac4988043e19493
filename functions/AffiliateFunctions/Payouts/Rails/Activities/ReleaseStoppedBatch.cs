using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Rails.Activities;

/// <summary>
/// Books payouts of a stopped batch as failed, some in each call, so that their amounts are payable again. Their
/// partners have made no mistake and are not asked for other payout details. Returns whether payouts are left.
/// </summary>
public sealed class ReleaseStoppedBatch(BatchStore batches, SettlementBooking booking)
{
    private const int MaxPayouts = 200;

    /// <inheritdoc cref="ReleaseStoppedBatch"/>
    [Function(nameof(ReleaseStoppedBatch))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] StoppedBatch stopped,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            await batches.FindPayingAsync(stopped.Cycle, cancellationToken) is not { } cycle
            || cycle.Files.FirstOrDefault(file => file.Name == stopped.Name) is not { State: BatchState.Stopped } batch
        )
        {
            return false;
        }

        var payouts = await batches.PayoutsAsync(cycle, cancellationToken);
        var references = await batches.ReferencesAsync(cycle, batch, cancellationToken);
        List<PayoutState> left =
        [
            .. references
                .Payments.Select(payment => payouts.GetValueOrDefault(payment.PayoutId))
                .OfType<PayoutState>()
                .Where(payout => payout.Status == PayoutStatus.Reserved),
        ];
        var conflicts = await booking.ApplyAsync(cycle, ReportOf(batch, left), orchestrations, cancellationToken);
        if (left.Count > MaxPayouts && conflicts.Count < MaxPayouts)
        {
            return true;
        }

        // The payouts were read before these were booked.
        if (payouts.Values.Count(payout => payout.Status == PayoutStatus.Reserved) <= left.Count)
        {
            await orchestrations.ReportEventAsync(
                cycle.InstanceId,
                CycleOrchestrator.SettledEvent,
                nameof(ReleaseStoppedBatch),
                cancellationToken
            );
        }

        return false;
    }

    private static SettlementReport ReportOf(CycleFile batch, List<PayoutState> payouts) =>
        new(
            [
                .. payouts
                    .Take(MaxPayouts)
                    .Select(
                        (payout, index) =>
                            new SettlementLine(
                                index + 1,
                                payout,
                                PayoutStatus.Failed,
                                Reference: null,
                                $"{PayoutRails.TitleOf(batch.Rail)} has not accepted the payment, and it was stopped."
                            )
                    ),
            ],
            [],
            []
        )
        {
            Actor = batch.StoppedBy!,
            AsksForDetails = false,
        };
}
