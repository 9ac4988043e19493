using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>What an approver has to know about the payouts of a cycle.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Payouts">The payouts, the largest first.</param>
/// <param name="Companies">The companies of all partners that the cycle names.</param>
/// <param name="SharedAccounts">The accounts that several partners use, of which the cycle pays at least one.</param>
/// <param name="Earlier">The payouts of earlier cycles.</param>
internal sealed record CycleOverview(
    StoredCycle Cycle,
    IReadOnlyList<ReviewedPayout> Payouts,
    IReadOnlyDictionary<PartnerId, string> Companies,
    IReadOnlyList<SharedAccount> SharedAccounts,
    EarlierPayouts Earlier
)
{
    /// <summary>The company of a partner, or its id if the partner is gone.</summary>
    public string CompanyOf(PartnerId partner) => Companies.GetValueOrDefault(partner, partner.Value);
}

/// <summary>A payout with what an approver has to know about it.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="Company">The partner's company.</param>
/// <param name="Concerns">Why the payout needs attention.</param>
/// <param name="Notes">The same in sentences.</param>
internal sealed record ReviewedPayout(
    StoredPayout Payout,
    string Company,
    PayoutConcerns Concerns,
    IReadOnlyList<string> Notes
);

/// <summary>An account that several partners use.</summary>
/// <param name="Summary">A hint about the account.</param>
/// <param name="Partners">The partners.</param>
internal sealed record SharedAccount(string Summary, IReadOnlyList<string> Partners);

/// <summary>Why a payout needs attention.</summary>
[Flags]
internal enum PayoutConcerns
{
    /// <summary>Nothing is unusual.</summary>
    None = 0,

    /// <summary>The partner has had no payout before.</summary>
    NewPayee = 1,

    /// <summary>The account was changed lately.</summary>
    ChangedAccount = 2,

    /// <summary>Another partner uses the same account.</summary>
    SharedAccount = 4,

    /// <summary>The amount is more than three times the partner's average.</summary>
    UnusualAmount = 8,

    /// <summary>The payout alone exceeds the limit from which a second person approves.</summary>
    AboveLimit = 16,
}
