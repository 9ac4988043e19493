using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments;

/// <summary>
/// Stores an adjustment, then starts its orchestration. Every step can be repeated: a request with the same claim
/// continues where an earlier one was interrupted.
/// </summary>
public sealed class AdjustmentStarter(AdjustmentStore adjustments, IAuditLog audit)
{
    /// <summary>Stores and starts the adjustment, or returns the one that the same claim has started.</summary>
    /// <param name="asked">The adjustment.</param>
    /// <param name="claim">What identifies the request; null for a request that is new each time.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<StoredAdjustment>> StartAsync(
        StoredAdjustment asked,
        string? claim,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var id = claim is null ? asked.Id : await ClaimAsync(asked, claim, cancellationToken);
        var stored = await adjustments.AddAsync(asked with { Id = id }, cancellationToken);
        if (!stored.AsksForTheSame(asked))
        {
            return Problem.Conflict(
                $"Another request is in progress or used the same Idempotency-Key: {stored.Id}, which is "
                    + $"{WordsOf(stored.Status)}. Send that request again unchanged, or another key."
            );
        }

        // The orchestration of a closed adjustment may have been deleted, and must not start again.
        if (stored.Status == AdjustmentStatus.AwaitingApproval)
        {
            await ResumeAsync(stored, orchestrations, cancellationToken);
        }

        return stored;
    }

    /// <summary>Does what an interrupted request has left open: the audit record and the orchestration.</summary>
    public async Task ResumeAsync(
        StoredAdjustment stored,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                stored.Program,
                $"adjustment:{stored.Id}:requested",
                stored.Preparer,
                "adjustment_requested",
                stored.Id.Value,
                AdjustmentWords.Of(stored),
                stored.RequestedAt
            ),
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(AdjustmentOrchestrator),
            stored.InstanceId,
            new AdjustmentKey(stored.Program, stored.Id),
            cancellationToken
        );
    }

    // The claim of a void counts until it is decided without effect: then the commission can be voided again.
    private async Task<Affiliate.Domain.Identity.AdjustmentId> ClaimAsync(
        StoredAdjustment asked,
        string claim,
        CancellationToken cancellationToken
    )
    {
        var id = await adjustments.ClaimAsync(asked.Program, claim, asked.Id, outdated: null, cancellationToken);
        return
            asked.Kind == AdjustmentKind.Void
            && await adjustments.FindAsync(asked.Program, id, cancellationToken)
                is { Status: AdjustmentStatus.Rejected or AdjustmentStatus.Expired or AdjustmentStatus.NotApplied }
            ? await adjustments.ClaimAsync(asked.Program, claim, asked.Id, outdated: id, cancellationToken)
            : id;
    }

    private static string WordsOf(AdjustmentStatus status) =>
        Infrastructure.Storage.StoredJson.NameOf(status).Replace('_', ' ');
}
