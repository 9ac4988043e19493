using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>Takes corrections that other features ask for, as the API takes adjustments.</summary>
internal sealed class AskedCorrections(
    AdjustmentRequests requests,
    AdjustmentStarter starter,
    AdjustmentStore adjustments
) : IAdjustments
{
    public async Task<bool> IsOpenAsync(
        ProgramSlug program,
        AdjustmentId adjustment,
        CancellationToken cancellationToken
    ) =>
        await adjustments.FindAsync(program, adjustment, cancellationToken)
            is { Status: AdjustmentStatus.AwaitingApproval };

    public async Task<Result<AdjustmentId>> AskForCorrectionAsync(
        AffiliateProgram program,
        CorrectionOrder order,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (!AdjustmentOrder.Fits(order.Amount))
        {
            return Problem.Invalid("/amount", "The amount is too large for one adjustment.");
        }

        var asked = requests.New(program, AdjustmentKind.Correction, order.Partner, order.Reason, order.PreparedBy) with
        {
            Amount = order.Amount,
        };
        var started = await starter.StartAsync(
            asked,
            AdjustmentClaim.OfKey(order.Claim),
            () => Task.FromResult(AdjustmentRequests.Refusal(program, order.PreparedBy)),
            orchestrations,
            cancellationToken
        );
        return started.Succeeded ? started.Value.Id : started.Problem;
    }
}
