using AffiliateFunctions.Adjustments.OpeningBalances;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments;

/// <summary>
/// Stores an adjustment, then starts its orchestration. Every step can be repeated: a request with the same claim
/// continues where an earlier one was interrupted.
/// </summary>
public sealed class AdjustmentStarter(AdjustmentStore adjustments, IAuditLog audit, IdSource ids, TimeProvider clock)
{
    // A request that imports balances ends within the time limit of functions in host.json, which is ten minutes.
    private static readonly TimeSpan ImportsEndWithin = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Stores and starts the adjustment, or returns the one that the same claim has started. A repeated request is not
    /// checked again, because the partner or the charter can have changed since.
    /// </summary>
    /// <param name="asked">The adjustment.</param>
    /// <param name="claim">What identifies the request; null for a request that is new each time.</param>
    /// <param name="check">Returns why the adjustment cannot be taken now, or null.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<StoredAdjustment>> StartAsync(
        StoredAdjustment asked,
        string? claim,
        Func<Task<Problem?>> check,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var known = claim is null ? null : await adjustments.FindClaimedAsync(asked.Program, claim, cancellationToken);
        if (known is { HoldsItsClaim: true })
        {
            return await ContinueAsync(known, asked, orchestrations, cancellationToken);
        }

        if (await check() is { } problem)
        {
            return problem;
        }

        var id = claim is null
            ? asked.Id
            : await adjustments.ClaimAsync(asked.Program, claim, asked.Id, known?.Id, cancellationToken);
        var stored = await adjustments.AddAsync(asked with { Id = id }, cancellationToken);
        return await ContinueAsync(stored, asked, orchestrations, cancellationToken);
    }

    /// <summary>Does what an interrupted request has left open: the audit record and the orchestration.</summary>
    public async Task ResumeAsync(
        StoredAdjustment stored,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (stored.Batch is { } batch)
        {
            await ResumeBatchAsync(new OpeningBalancesKey(stored.Program, batch), orchestrations, cancellationToken);
            return;
        }

        await RecordAsync([stored], cancellationToken);
        await orchestrations.StartOnceAsync(
            nameof(AdjustmentOrchestrator),
            stored.InstanceId,
            new AdjustmentKey(stored.Program, stored.Id),
            cancellationToken
        );
    }

    /// <summary>
    /// Does what an interrupted import has left open: the audit records and the orchestration. An import that may still
    /// store balances is left alone. Balances that were stored after their import was prepared are decided by
    /// themselves, because the approver has not seen them.
    /// </summary>
    internal async Task ResumeBatchAsync(
        OpeningBalancesKey key,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var balances = await adjustments
            .ListBatchAsync(key.Program, key.Batch, cancellationToken)
            .ToListAsync(cancellationToken);
        if (!balances.Exists(balance => balance.RequestedAt <= clock.GetUtcNow() - ImportsEndWithin))
        {
            return;
        }

        var prepared = await adjustments.FindPreparedAsync(key.Program, key.Batch, cancellationToken);
        var known = prepared?.Ids.ToHashSet() ?? [];
        var open = balances.Where(balance => balance.Status == AdjustmentStatus.AwaitingApproval).ToList();
        var unknown = open.Where(balance => !known.Contains(balance.Id)).ToList();
        await RecordAsync(unknown, cancellationToken);
        if (prepared is not null && unknown.Count > 0)
        {
            await StartAnewAsync(key, unknown, orchestrations, cancellationToken);
        }

        // The orchestration of closed balances may have been deleted, and must not start again.
        if (prepared is null ? open.Count > 0 : open.Count > unknown.Count)
        {
            await StartBatchAsync(key, orchestrations, cancellationToken);
        }
    }

    /// <summary>Records that the adjustments of one program were asked for.</summary>
    internal Task RecordAsync(IEnumerable<StoredAdjustment> asked, CancellationToken cancellationToken) =>
        audit.RecordAllAsync(
            [
                .. asked.Select(stored => new AuditEntry(
                    stored.Program,
                    $"adjustment:{stored.Id}:requested",
                    Callers.Unnamed,
                    "adjustment_requested",
                    stored.Id.Value,
                    AdjustmentWords.Of(stored),
                    stored.RequestedAt
                )
                {
                    OnBehalfOf = stored.PreparedBy,
                }),
            ],
            cancellationToken
        );

    /// <summary>Starts the decision on the opening balances of a file.</summary>
    internal static Task StartBatchAsync(
        OpeningBalancesKey key,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) => orchestrations.StartOnceAsync(nameof(OpeningBalancesOrchestrator), key.InstanceId, key, cancellationToken);

    // Another run can move the same balances at the same time, so the stored import of each counts.
    private async Task StartAnewAsync(
        OpeningBalancesKey key,
        List<StoredAdjustment> late,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var (next, batches) = (ids.Next("opb_"), new HashSet<string>());
        foreach (var balance in late)
        {
            var moved = await adjustments.ChangeAsync(
                new AdjustmentKey(balance.Program, balance.Id),
                stored => stored.Batch == key.Batch ? stored with { Batch = next } : stored,
                cancellationToken
            );
            batches.Add(moved.Batch!);
        }

        foreach (var batch in batches)
        {
            await StartBatchAsync(key with { Batch = batch }, orchestrations, cancellationToken);
        }
    }

    private async Task<Result<StoredAdjustment>> ContinueAsync(
        StoredAdjustment stored,
        StoredAdjustment asked,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
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

    private static string WordsOf(AdjustmentStatus status) =>
        Infrastructure.Storage.StoredJson.NameOf(status).Replace('_', ' ');
}
