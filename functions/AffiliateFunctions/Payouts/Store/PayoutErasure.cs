using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Removes a partner's name, the hints about its accounts, what a bank or an approver wrote about it, and the reasons
/// of adjustments from its payouts. Amounts, lines and references stay. The encrypted payment files stay unchanged.
/// </summary>
internal sealed class PayoutErasure(CycleStore cycles) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await foreach (var period in cycles.PeriodsAsync(partner.Program, cancellationToken))
        {
            await cycles.ChangeAsync(
                partner.Program,
                period,
                cycle => cycle.WithoutTextsOf(partner.Id),
                cancellationToken
            );
            await cycles.RewordPayoutAsync(
                partner.Program,
                period,
                partner.Id,
                payout =>
                    payout with
                    {
                        Name = ErasedPartner.Pseudonym,
                        AccountSummary = null,
                        Reason = payout.Reason is { } reason ? partner.Without(reason) : null,
                        ReasonDetail = null,
                        BankNotice = null,
                        Lines =
                        [
                            .. payout.Lines.Select(line =>
                                line with
                                {
                                    Text = AdjustmentText.WithoutReason(line.Text),
                                }
                            ),
                        ],
                    },
                cancellationToken
            );
        }
    }
}
