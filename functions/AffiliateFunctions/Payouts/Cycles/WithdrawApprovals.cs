using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Withdraws the open approvals of cycles that pay a partner whose payout details or status have changed. The cycle
/// then takes the payout out and requests the approval anew. An approval that is given in the meantime is compared with
/// the partner all the same.
/// </summary>
internal sealed class WithdrawApprovals(CycleStore cycles, IApprovalWithdrawals approvals) : IPayeeListener
{
    // Approvals of older cycles find the change when they are given.
    private const int MaxCycles = 6;

    private const string Reason = "A partner of the cycle has changed. Another request shows the change.";

    public async Task ChangedAsync(
        Partner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var periods = await cycles.PeriodsAsync(partner.Program, cancellationToken).ToListAsync(cancellationToken);
        foreach (var period in periods.OrderDescending().Take(MaxCycles))
        {
            await WithdrawAsync(partner, period, orchestrations, cancellationToken);
        }
    }

    private async Task WithdrawAsync(
        Partner partner,
        Period period,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.RequireAsync(partner.Program, period, cancellationToken);
        if (
            cycle is { Status: CycleStatus.AwaitingApproval, OpenApproval: { } approval }
            && await cycles.FindPayoutAsync(partner.Program, period, partner.Id, cancellationToken)
                is { Status: PayoutStatus.Reserved } payout
            && (!partner.IsPaidAt(cycle.StartedAt) || partner.Payout.Account != payout.Account)
        )
        {
            await approvals.WithdrawAsync(partner.Program, approval, Reason, orchestrations, cancellationToken);
        }
    }
}
