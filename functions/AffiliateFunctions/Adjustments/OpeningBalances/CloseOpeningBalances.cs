using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// Posts or drops some of the opening balances of a file. The ledger posts each of them once, so an interrupted step
/// can be repeated.
/// </summary>
public sealed class CloseOpeningBalances(AdjustmentStore adjustments, AdjustmentClosing closing)
{
    private const int AtOnce = 50;

    /// <summary>Closes the next balances, and returns the last one; null when there are no more.</summary>
    [Function(nameof(CloseOpeningBalances))]
    public async Task<AdjustmentId?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var next = await adjustments
            .ListBatchAsync(input.Key.Program, input.Key.Batch, input.After, cancellationToken)
            .Take(AtOnce)
            .ToListAsync(cancellationToken);
        foreach (var adjustment in next)
        {
            await closing.CloseAsync(
                new AdjustmentKey(adjustment.Program, adjustment.Id),
                input.Outcome,
                cancellationToken
            );
        }

        return next.Count == AtOnce ? next[^1].Id : null;
    }

    /// <summary>The balances, the outcome of their approval, and the last one that is closed.</summary>
    public sealed record Input(OpeningBalancesKey Key, ApprovalOutcome Outcome, AdjustmentId? After);
}
