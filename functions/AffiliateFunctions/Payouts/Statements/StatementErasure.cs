using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Removes the texts about a partner from its statements. Amounts, ids and times stay.</summary>
internal sealed class StatementErasure(StatementStore statements) : IPartnerErasure
{
    public Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        statements.RewordAsync(partner.Program, partner.Id, statement => statement.Without(partner), cancellationToken);
}
