using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Payouts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Removes the texts about a partner from its statements. Amounts, ids and times stay.</summary>
internal sealed class StatementErasure(StatementStore statements, CycleStore cycles) : IPartnerErasure
{
    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await foreach (var period in cycles.PeriodsAsync(partner.Program, cancellationToken))
        {
            await statements.RewordAsync(
                partner.Program,
                partner.Id,
                period,
                statement => statement.Without(partner),
                cancellationToken
            );
        }
    }
}
