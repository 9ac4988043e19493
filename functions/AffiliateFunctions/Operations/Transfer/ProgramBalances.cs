using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Adds up the balances of a program's partners.</summary>
public sealed class ProgramBalances(ILedger ledger)
{
    private const int MaxAtOnce = 16;

    /// <summary>The sums of all partners.</summary>
    internal async Task<TransferredBalances> OfAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var sums = new TransferredBalances(0, 0, 0, 0, 0, 0, 0);
        await foreach (
            var some in ledger
                .PartnersAsync(program, cancellationToken)
                .Chunk(MaxAtOnce)
                .WithCancellation(cancellationToken)
        )
        {
            var balances = await Task.WhenAll(
                some.Select(partner => ledger.BalanceAsync(program, partner, cancellationToken))
            );
            sums = balances.Aggregate(sums, Add);
        }

        return sums;
    }

    private static TransferredBalances Add(TransferredBalances sums, PartnerBalance balance) =>
        new(
            sums.Partners + 1,
            sums.Held + balance.Held,
            sums.Pending + balance.Pending,
            sums.Payable + balance.Payable,
            sums.InPayout + balance.InPayout,
            sums.Paid + balance.Paid,
            sums.Negative + balance.Negative
        );
}
