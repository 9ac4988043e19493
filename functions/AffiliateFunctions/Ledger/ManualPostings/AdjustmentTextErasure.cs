using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Ledger.ManualPostings;

/// <summary>
/// Removes the reasons of adjustments from a partner's ledger, because people write them. Amounts and postings stay.
/// </summary>
internal sealed class AdjustmentTextErasure(LedgerStore store, LedgerWriter writer) : IPartnerErasure
{
    public Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            partner.Program,
            partner.Id,
            async edit =>
            {
                await foreach (
                    var line in store.CommissionsAsync(
                        partner.Program,
                        partner.Id,
                        new CommissionFilter(),
                        cancellationToken
                    )
                )
                {
                    if (line.Adjustment is { Text: not null } adjustment)
                    {
                        await edit.MakeRoomAsync(1);
                        var nameless = line with { Adjustment = adjustment with { Text = null } };
                        edit.Batch.Change(nameless, transaction: null);
                    }
                }
            },
            cancellationToken
        );
}
