using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>
/// Stores decisions about the commissions of a batch and carries them out. The ledger accepts one decision for each
/// hold, so an interrupted decision can be carried out again.
/// </summary>
public sealed class HeldCommissionDecisions(HeldBatchStore batches, IHeldCommissions held, TimeProvider clock)
{
    private const int AtOnce = 8;

    /// <summary>Decides about the commissions.</summary>
    /// <returns>The batch afterwards, and the number of commissions that have this decision now.</returns>
    public async Task<(HeldBatch Batch, int Decided)> DecideAsync(
        HeldBatch batch,
        HoldOrder order,
        IReadOnlyList<CommissionId> commissions,
        CancellationToken cancellationToken
    )
    {
        var decision = new HeldDecision(order, clock.GetUtcNow(), commissions);
        var stored = await batches.ChangeAsync(
            batch,
            before => before with { Decisions = [.. before.Decisions, decision] },
            cancellationToken
        );
        return await CarryOutAsync(stored, cancellationToken, decision);
    }

    /// <summary>Completes the decisions of the program that were interrupted.</summary>
    public async Task ResumeAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var interrupted = await batches
            .OpenAsync(program, cancellationToken)
            .Where(batch => batch.OpenDecisions.Any())
            .ToListAsync(cancellationToken);
        foreach (var batch in interrupted)
        {
            await CarryOutAsync(batch, cancellationToken);
        }
    }

    private async Task<(HeldBatch Batch, int Decided)> CarryOutAsync(
        HeldBatch batch,
        CancellationToken cancellationToken,
        HeldDecision? counted = null
    )
    {
        var decided = 0;
        var open = batch.OpenDecisions.ToList();
        foreach (var decision in open)
        {
            // A commission that was decided elsewhere in the meantime keeps that decision.
            await Parallel.ForEachAsync(
                decision.Commissions,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (id, token) =>
                {
                    var result = await held.DecideAsync(batch.Program, id.Value, decision.Order, token);
                    if (result.Succeeded && counted is not null && IsSame(counted, decision))
                    {
                        Interlocked.Increment(ref decided);
                    }
                }
            );
        }

        var changed = await batches.ChangeAsync(
            batch,
            stored =>
                stored with
                {
                    Decisions =
                    [
                        .. stored.Decisions.Select(decision =>
                            open.Exists(done => IsSame(done, decision))
                                ? decision with
                                {
                                    IsCarriedOut = true,
                                }
                                : decision
                        ),
                    ],
                },
            cancellationToken
        );
        return (changed, decided);
    }

    private static bool IsSame(HeldDecision one, HeldDecision other) =>
        one.Order == other.Order && one.At == other.At && one.Commissions.SequenceEqual(other.Commissions);

    /// <summary>The order of a button of the page; null for an unknown button.</summary>
    internal static HoldOrder? OrderOf(string? button, string actor, string reason) =>
        button switch
        {
            "release" => new HoldOrder(HoldDecisionKind.Release, actor, reason),
            "reverse" => new HoldOrder(HoldDecisionKind.Reverse, actor, reason),
            "reverse_fraud" => new HoldOrder(HoldDecisionKind.Reverse, actor, reason) { IsFraud = true },
            _ => null,
        };
}
