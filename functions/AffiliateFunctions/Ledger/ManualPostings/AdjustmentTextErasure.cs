using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Ledger.ManualPostings;

/// <summary>
/// Removes the reasons of adjustments from a partner's ledger, because people write them. Amounts and postings stay.
/// </summary>
internal sealed class AdjustmentTextErasure(LedgerStore store, LedgerWriter writer) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        // The ledger can be large, so the lines are listed before the write, which other writers interrupt.
        var lines = await store
            .CommissionsAsync(partner.Program, partner.Id, new CommissionFilter(), cancellationToken)
            .Where(line => line.Adjustment is { Text: not null })
            .Select(line => line.Id)
            .ToListAsync(cancellationToken);
        if (lines.Count > 0)
        {
            await writer.WriteAsync(
                partner.Program,
                partner.Id,
                edit => EraseAsync(edit, partner, lines, cancellationToken),
                cancellationToken
            );
        }
    }

    private async Task EraseAsync(
        LedgerEdit edit,
        ErasedPartner partner,
        IReadOnlyList<CommissionId> lines,
        CancellationToken cancellationToken
    )
    {
        foreach (var id in lines)
        {
            var line = await store.FindCommissionAsync(partner.Program, partner.Id, id, cancellationToken);
            if (line?.Adjustment is { Text: not null } adjustment)
            {
                await edit.MakeRoomAsync(1);
                var nameless = line with { Adjustment = adjustment with { Text = null } };
                edit.Batch.Change(nameless, transaction: null);
            }
        }
    }
}
