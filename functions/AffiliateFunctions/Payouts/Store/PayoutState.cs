using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// What the result of a payment is compared with: a payout without its lines and texts, so that those of a large cycle
/// fit in memory.
/// </summary>
/// <param name="Id">The id of the payout.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Amount">The amount, in minor units.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Status">The status.</param>
public sealed record PayoutState(
    string Id,
    PartnerId Partner,
    string Method,
    long Amount,
    string Currency,
    PayoutStatus Status
)
{
    /// <summary>Whether the payout is taken out of its cycle, and the ledger may not show it yet.</summary>
    public bool IsReleasing { get; init; }

    /// <summary>Whether the payout names the batch of the provider that contains it.</summary>
    public bool HasBatch { get; init; }

    /// <summary>The state of a payout.</summary>
    public static PayoutState Of(StoredPayout payout) =>
        new(payout.Id, payout.Partner, payout.Method, payout.Amount, payout.Currency, payout.Status)
        {
            IsReleasing = payout.IsReleasing,
            HasBatch = payout.BatchId is not null,
        };
}
