using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// Posts or drops some of the opening balances of a file. The ledger posts each of them once, so an interrupted step
/// can be repeated. Only the balances that the approval was prepared with are closed; see
/// <see cref="AdjustmentStarter"/> for later ones.
/// </summary>
public sealed class CloseOpeningBalances(AdjustmentStore adjustments, AdjustmentClosing closing)
{
    private const int AtOnce = 50;

    /// <summary>Closes the next balances, and returns the last one; null when there are no more.</summary>
    [Function(nameof(CloseOpeningBalances))]
    public async Task<AdjustmentId?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (program, batch) = (input.Key.Program, input.Key.Batch);
        var prepared = await adjustments.RequirePreparedAsync(program, batch, cancellationToken);
        var next = prepared
            .Ids.Where(id => input.After is not { } after || string.CompareOrdinal(id.Value, after.Value) > 0)
            .Take(AtOnce)
            .ToList();
        foreach (var id in next)
        {
            await closing.CloseAsync(new AdjustmentKey(program, id), input.Outcome, cancellationToken);
        }

        return next.Count == AtOnce ? next[^1] : null;
    }

    /// <summary>The balances, the outcome of their approval, and the last one that is closed.</summary>
    public sealed record Input(OpeningBalancesKey Key, ApprovalOutcome Outcome, AdjustmentId? After);
}
