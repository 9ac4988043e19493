using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Takes a partner's name out of its payouts. Amounts, lines and references stay, and so do the sealed payment files,
/// which are what was paid.
/// </summary>
internal sealed class PayoutErasure(CycleStore cycles) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner, DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        await foreach (var period in cycles.PeriodsAsync(partner.Program, cancellationToken))
        {
            await cycles.RewordPayoutAsync(partner.Program, period, partner.Id, payout => payout with { Name = ErasedPartner.Pseudonym }, cancellationToken);
        }
    }
}
