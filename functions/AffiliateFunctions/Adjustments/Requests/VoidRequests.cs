using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>Asks to void commissions. The commission identifies the request, so a repeated one has no other effect.</summary>
public sealed class VoidRequests(ILedger ledger, AdjustmentRequests requests, AdjustmentStarter starter)
    : ICommissionVoids
{
    /// <inheritdoc/>
    public async Task<Result<AdjustmentId>> AskAsync(
        AffiliateProgram program,
        string id,
        VoidOrder order,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (!AdjustmentRequests.IsReason(order.Reason))
        {
            return Problem.Invalid("/reason", AdjustmentRequests.ReasonSentence);
        }

        var started = await StartAsync(program, id, order, orchestrations, cancellationToken);
        return started.Succeeded ? started.Value.Id : started.Problem;
    }

    /// <summary>Stores the request and starts its orchestration. The reason was checked before.</summary>
    internal async Task<Result<StoredAdjustment>> StartAsync(
        AffiliateProgram program,
        string id,
        VoidOrder order,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            !CommissionId.TryParse(id, out var parsed)
            || await ledger.FindAsync(program.Slug, parsed, cancellationToken) is not { } commission
        )
        {
            return Problem.NotFound($"There is no commission '{id}' in the program.");
        }

        var asked = requests.New(
            program,
            AdjustmentKind.Void,
            commission.PartnerId,
            order.Reason,
            order.PreparedBy
        ) with
        {
            Commission = parsed,
            ReasonCode = order.ReasonCode,
        };
        return await starter.StartAsync(
            asked,
            AdjustmentClaim.OfVoid(parsed),
            () => Task.FromResult(Check(program, order, commission)),
            orchestrations,
            cancellationToken
        );
    }

    private static Problem? Check(AffiliateProgram program, VoidOrder order, CommissionView commission) =>
        AdjustmentRequests.Refusal(program, order.PreparedBy)
        ?? (VoidRefusal.Of(commission) is { } reason ? Problem.Conflict(reason) : null);
}
