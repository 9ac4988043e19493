using Affiliate.Domain.Payouts;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Takes approved payouts out of a cycle while its files are written. The cycle names the payout before its lines
/// become payable again. A concurrent run then does not hand over a file that pays it, and none is released once the
/// files are handed over.
/// </summary>
public sealed class UnpaidPayouts(CycleStore cycles, SkippedPartnerStore skippedPartners, PayoutReleases releases)
{
    /// <summary>Takes out a payout.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="reason">The reason, as a code.</param>
    /// <param name="detail">What exactly must be corrected, as a sentence, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task TakeOutAsync(
        StoredCycle cycle,
        StoredPayout payout,
        string reason,
        string? detail,
        CancellationToken cancellationToken
    )
    {
        var dropped = new DroppedPayout(payout.Partner, payout.Amount, reason, payout.AccountSummary, NewAccount: null)
        {
            Detail = detail,
        };
        var current = await cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored => stored.Status >= CycleStatus.Paying ? stored : stored.Drop(dropped),
            cancellationToken
        );
        if (current.Status >= CycleStatus.Paying)
        {
            throw new ContendedException($"the payment files of {cycle.Period} of {cycle.Program}");
        }

        var skipped = new SkippedPartner(payout.Partner, payout.Amount, reason, detail);
        await skippedPartners.PutAsync(cycle, [skipped], cancellationToken);
        await releases.ReleaseAsync(cycle, payout, reason, PayoutStatus.Failed, cancellationToken, detail);
    }

    /// <summary>Takes out the payouts that a file cannot carry. Returns their partners.</summary>
    internal async Task<IEnumerable<StoredPayout>> TakeOutAsync(
        StoredCycle cycle,
        IReadOnlyCollection<RefusedPayment> refused,
        CancellationToken cancellationToken
    )
    {
        var partners = refused.Select(refusal => StoredPayout.PartnerOf(refusal.PayoutId));
        var payouts = await cycles.FindPayoutsAsync(cycle, partners, cancellationToken);
        foreach (var refusal in refused)
        {
            await TakeOutAsync(
                cycle,
                payouts[StoredPayout.PartnerOf(refusal.PayoutId)],
                SkipReasons.DetailsInvalid,
                refusal.ToSentence(),
                cancellationToken
            );
        }

        return payouts.Values;
    }
}
