using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Lists the partners that have a ledger.</summary>
public sealed class ListPartnersToPay(ILedger ledger)
{
    /// <inheritdoc cref="ListPartnersToPay"/>
    [Function(nameof(ListPartnersToPay))]
    public async Task<IReadOnlyList<PartnerId>> RunAsync(
        [ActivityTrigger] CycleKey key,
        CancellationToken cancellationToken
    )
    {
        var partners = new List<PartnerId>();
        await foreach (var partner in ledger.PartnersAsync(key.Program, cancellationToken))
        {
            partners.Add(partner);
        }

        return partners;
    }
}
