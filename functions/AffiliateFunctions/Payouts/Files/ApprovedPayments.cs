using System.Runtime.CompilerServices;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Reads the payments of an approved cycle, as often as a writer needs them, without holding all of them. A payment
/// that is no longer the approved one is never returned.
/// </summary>
public sealed class ApprovedPayments(IPartners partners, PayoutReleases releases, UnpaidPayouts unpaid)
{
    private const int PayoutsAtOnce = 500;

    /// <summary>Compares the payouts with those that were approved.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public async Task VerifyAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        using var totals = new PayoutTotals();
        var areSums = true;
        await foreach (var payout in CurrentAsync(cycle, cancellationToken))
        {
            totals.Add(payout);
            areSums &= payout.Amount == payout.Lines.Sum(line => line.Amount);
        }

        if (!areSums || totals.Fingerprint != cycle.Fingerprint || totals.Sum != cycle.Total)
        {
            throw new InvalidOperationException(
                $"The payouts of {cycle.Period} of {cycle.Program} differ from the approved ones. No file is written."
            );
        }
    }

    /// <summary>
    /// Takes out the payouts whose partner has changed since the approval; their amounts become payable again. Payouts
    /// that an interrupted run has named are taken out, whatever has changed since.
    /// </summary>
    /// <returns>The payout methods of the others.</returns>
    public async Task<IReadOnlyCollection<string>> TakeOutChangedAsync(
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        var dropped = cycle.Dropped.DistinctBy(other => other.Partner).ToDictionary(other => other.Partner);
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (
            var payouts in CurrentAsync(cycle, cancellationToken)
                .Where(payout => payout.Status == PayoutStatus.Reserved)
                .Chunk(PayoutsAtOnce)
        )
        {
            foreach (var (payout, payee) in await WithPayeesAsync(cycle, payouts, cancellationToken))
            {
                var named = dropped.GetValueOrDefault(payout.Partner);
                if ((named?.Reason ?? RefusalOf(cycle, payout, payee)) is { } reason)
                {
                    await unpaid.TakeOutAsync(cycle, payout, reason, named?.Detail, cancellationToken);
                }
                else
                {
                    methods.Add(payout.Method);
                }
            }
        }

        return methods;
    }

    /// <summary>The payments of a method, by partner.</summary>
    /// <param name="cycle">The cycle. The payouts that it lists as taken out are left out.</param>
    /// <param name="method">The payout method.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContendedException">
    /// A payee has changed, or a payout was taken out, since <see cref="TakeOutChangedAsync"/>.
    /// </exception>
    internal async IAsyncEnumerable<PaymentInstruction> InstructionsAsync(
        StoredCycle cycle,
        string method,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var dropped = cycle.Dropped.Select(other => other.Partner).ToHashSet();
        await foreach (
            var payouts in CurrentAsync(cycle, cancellationToken)
                .Where(payout => payout.Method == method && !dropped.Contains(payout.Partner))
                .Chunk(PayoutsAtOnce)
        )
        {
            foreach (var (payout, payee) in await WithPayeesAsync(cycle, payouts, cancellationToken))
            {
                yield return payout.Status == PayoutStatus.Reserved && RefusalOf(cycle, payout, payee) is null
                    ? PaymentInstructions.Of(payout, payee!.Details!, cycle.Period)
                    : throw new ContendedException($"the payments of {cycle.Period} of {cycle.Program}");
            }
        }
    }

    // Payouts that were put back before the approval are no part of it.
    private IAsyncEnumerable<StoredPayout> CurrentAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        releases.ReadPayoutsAsync(cycle, cancellationToken).Where(payout => payout.Status != PayoutStatus.PutBack);

    private async Task<IEnumerable<(StoredPayout Payout, PartnerWithDetails? Payee)>> WithPayeesAsync(
        StoredCycle cycle,
        StoredPayout[] payouts,
        CancellationToken cancellationToken
    )
    {
        var ids = payouts.Select(payout => payout.Partner);
        var payees = await partners.FindPayeesAsync(cycle.Program, ids, cancellationToken);
        return payouts.Select(payout => (payout, payees.GetValueOrDefault(payout.Partner)));
    }

    private string? RefusalOf(StoredCycle cycle, StoredPayout payout, PartnerWithDetails? payee)
    {
        var account = payee?.Details is { } details ? partners.AccountOf(details) : null;
        return PayeeChanges.RefusalOf(cycle, payout, payee?.Partner, account);
    }
}
