using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Rails.Activities;

/// <summary>
/// Asks the providers what became of the payments of a cycle, and books it in the same way as an imported file. Only a
/// result of the provider changes a payout. Returns whether batches still wait for the provider.
/// </summary>
public sealed class PollPayouts(BatchStore batches, PayoutRails rails, SettlementBooking booking)
{
    /// <inheritdoc cref="PollPayouts"/>
    [Function(nameof(PollPayouts))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] CycleKey key,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await batches.FindPayingAsync(key, cancellationToken) is not { } cycle)
        {
            return false;
        }

        foreach (var file in cycle.Files.Where(file => file.State is BatchState.Sent or BatchState.Unclear))
        {
            if (file.BatchId is { } batchId && rails.ApiOf(file) is { } rail)
            {
                var problem = await BookAsync(rail, cycle, file, batchId, orchestrations, cancellationToken);
                await batches.ChangeAsync(
                    cycle,
                    file,
                    stored =>
                        stored.State switch
                        {
                            BatchState.Sent => stored with { Problem = problem },
                            BatchState.Unclear => stored with { Problem = problem ?? stored.Problem },
                            _ => stored,
                        },
                    cancellationToken
                );
            }
        }

        var payouts = (await batches.PayoutsAsync(cycle, cancellationToken)).Values;
        if (payouts.All(payout => payout.Status != PayoutStatus.Reserved))
        {
            await orchestrations.ReportEventAsync(
                cycle.InstanceId,
                CycleOrchestrator.SettledEvent,
                nameof(PollPayouts),
                cancellationToken
            );
        }

        var current = await batches.FindPayingAsync(key, cancellationToken);
        return current is not null && payouts.Any(payout => current.BatchOf(payout) is not null);
    }

    // Returns what finance must know, or null.
    private async Task<string?> BookAsync(
        IApiRail rail,
        StoredCycle cycle,
        CycleFile file,
        string batchId,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await rail.ReadAsync(batchId, cancellationToken);
        if (result is not ReportResult.Read read)
        {
            // The provider is asked again soon. Only a rejection needs a person.
            return result is ReportResult.Rejected rejected ? rejected.Reason : file.Problem;
        }

        var references = await batches.ReferencesAsync(cycle, file, cancellationToken);
        if (read.MessageId != references.MessageId)
        {
            return $"{PayoutRails.TitleOf(rail.Name)} has another batch under this id: {read.MessageId}. Nothing of it is booked.";
        }

        var payouts = await batches.PayoutsAsync(cycle, cancellationToken);
        await batches.NameAsync(
            cycle,
            file,
            references.Payments.Select(payment => payouts.GetValueOrDefault(payment.PayoutId)).OfType<PayoutState>(),
            cancellationToken
        );
        var report = RailReport.Of(rail.Name, read.Payments, references, payouts);
        var conflicts = await booking.ApplyAsync(cycle, report, orchestrations, cancellationToken);
        return (report.NotApplied, conflicts) switch
        {
            ([var line, ..], _) => $"Payment {line.Reference}: {line.Reason}",
            (_, [var conflict, ..]) => $"Payment {conflict.Pointer}: {conflict.Sentence}",
            _ => null,
        };
    }
}
