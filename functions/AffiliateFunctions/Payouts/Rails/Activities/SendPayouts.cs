using AffiliateFunctions.Audit;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Rails.Activities;

/// <summary>
/// Sends the batches of a cycle to the APIs of their providers. What is sent was stored before, with the hash that the
/// cycle names, and that it is sent is stored before the request. A repeated run sends the same bytes, which the
/// provider recognises. A batch whose fate is unknown for too long is never sent again.
/// </summary>
public sealed class SendPayouts(BatchStore batches, PayoutRails rails, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="SendPayouts"/>
    [Function(nameof(SendPayouts))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        if (await batches.FindPayingAsync(key, cancellationToken) is not { } cycle)
        {
            return;
        }

        foreach (var file in cycle.Files.Where(file => file.State is BatchState.Unsent or BatchState.Sending))
        {
            if (rails.ApiOf(file) is { } rail)
            {
                await SendAsync(rail, cycle, file, cancellationToken);
            }
        }
    }

    private async Task SendAsync(IApiRail rail, StoredCycle cycle, CycleFile file, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (file.SentAt + rail.MaxResend < now)
        {
            await EndAsync(
                BatchState.Unclear,
                $"{PayoutRails.TitleOf(rail.Name)} has not confirmed the batch within {rail.MaxResend.Days} days. It is not sent again, "
                    + $"because {PayoutRails.TitleOf(rail.Name)} would not recognise it."
            );
            return;
        }

        var batch = await batches.ReadAsync(cycle, file, cancellationToken);
        await RequireReservedAsync(cycle, file, cancellationToken);
        // While every request was rejected, the provider surely has no batch. After one without an answer it may have
        // it. The stored state decides: another run may be sending the batch.
        var wasRejected = false;
        file = await batches.ChangeAsync(
            cycle,
            file,
            stored =>
            {
                wasRejected = stored.State == BatchState.Unsent;
                return IsUnsent(stored)
                    ? stored with
                    {
                        State = BatchState.Sending,
                        SentAt = stored.SentAt ?? now,
                        Attempts = (stored.Attempts ?? 0) + 1,
                    }
                    : stored;
            },
            cancellationToken
        );
        if (!IsUnsent(file))
        {
            return;
        }

        switch (await rail.SendAsync(batch, cancellationToken))
        {
            case SendResult.Accepted accepted:
                await AcceptAsync(cycle, file, accepted.BatchId, cancellationToken);
                break;
            case SendResult.Refused refused:
                await EndAsync(wasRejected ? BatchState.Refused : BatchState.Sending, refused.Reason);
                break;
            case SendResult.Rejected rejected:
                await EndAsync(wasRejected ? BatchState.Unsent : BatchState.Sending, rejected.Reason);
                break;
            case SendResult.Unknown unknown:
                await EndAsync(BatchState.Sending, unknown.Reason);
                break;
        }

        // Another run that has sent the batch meanwhile knows more.
        Task EndAsync(BatchState state, string problem) =>
            batches.ChangeAsync(
                cycle,
                file,
                stored =>
                    IsUnsent(stored) && stored.Attempts == file.Attempts
                        ? stored with
                        {
                            State = state,
                            SentAt = state == BatchState.Unsent ? null : stored.SentAt,
                            Problem = problem,
                        }
                        : stored,
                cancellationToken
            );
    }

    private async Task AcceptAsync(
        StoredCycle cycle,
        CycleFile file,
        string batchId,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                cycle.Program,
                $"cycle:{cycle.Period}:{cycle.Attempt}:sent:{file.Name}",
                "system",
                "payouts_sent",
                cycle.Period.Value,
                $"{file.Rail} batch {batchId}, {file.Name} {file.Sha256}",
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await batches.ChangeAsync(
            cycle,
            file,
            stored =>
                IsUnsent(stored) ? stored with { State = BatchState.Sent, BatchId = batchId, Problem = null } : stored,
            cancellationToken
        );
    }

    // While a batch is in flight nobody else settles its payouts, so each of them is reserved.
    private async Task RequireReservedAsync(StoredCycle cycle, CycleFile file, CancellationToken cancellationToken)
    {
        var payouts = await batches.PayoutsAsync(cycle, cancellationToken);
        var references = await batches.ReferencesAsync(cycle, file, cancellationToken);
        var isReserved =
            references.Payments.Count == file.Payouts
            && references.Payments.All(payment =>
                payouts.GetValueOrDefault(payment.PayoutId) is { Status: PayoutStatus.Reserved, IsReleasing: false }
            );
        if (!isReserved)
        {
            throw new InvalidOperationException(
                $"Payouts of the batch {file.Name} of {cycle.Period} of {cycle.Program} are not reserved. It is not sent."
            );
        }
    }

    private static bool IsUnsent(CycleFile file) => file.State is BatchState.Unsent or BatchState.Sending;
}
