using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>What a person has excluded from a cycle.</summary>
/// <param name="Commissions">Commissions that stay payable.</param>
/// <param name="Partners">Partners that are not paid in the cycle.</param>
public sealed record CycleExclusions(IReadOnlyList<CommissionId> Commissions, IReadOnlyList<PartnerId> Partners)
{
    /// <summary>Whether both exclude the same, in any order.</summary>
    public bool IsSameAs(CycleExclusions other) =>
        Commissions.ToHashSet().SetEquals(other.Commissions) && Partners.ToHashSet().SetEquals(other.Partners);
}

/// <summary>A payout that was taken out of a cycle after an approval was requested.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">The amount, in minor units.</param>
/// <param name="Reason">Why the payout was taken out; see <c>SkipReasons</c>.</param>
/// <param name="Account">A hint about the account that was to be paid.</param>
/// <param name="NewAccount">A hint about the account that the partner has now.</param>
public sealed record DroppedPayout(PartnerId Partner, long Amount, string Reason, string? Account, string? NewAccount)
{
    /// <summary>What exactly must be corrected, as a sentence; absent if the reason says all.</summary>
    public string? Detail { get; init; }
}

/// <summary>What an approver has taken out of a cycle.</summary>
/// <param name="Approval">The id of the approval by which it was decided.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Commission">The commission; null for the whole payout.</param>
/// <param name="Amount">The amount at that time, in minor units.</param>
/// <param name="Text">The purpose of the commission; null for the whole payout.</param>
/// <param name="Actor">The e-mail address of the approver.</param>
/// <param name="Reason">The reason.</param>
/// <param name="At">When the approver decided.</param>
public sealed record CycleExclusion(
    string Approval,
    PartnerId Partner,
    CommissionId? Commission,
    long Amount,
    string? Text,
    string Actor,
    string? Reason,
    DateTimeOffset At
);

/// <summary>One decision about a cycle: an approval, a rejection, or an exclusion.</summary>
public sealed record CycleApproval(string Id, string Decision, string Actor, string? Reason, DateTimeOffset DecidedAt);

/// <summary>How many partners are not paid, although an amount is due to them.</summary>
/// <param name="Partners">How many.</param>
/// <param name="Amount">The sum of the due amounts, in minor units.</param>
public sealed record SkippedTotals(int Partners, long Amount)
{
    /// <summary>Nobody.</summary>
    public static SkippedTotals None { get; } = new(0, 0);

    /// <summary>The totals with another partner.</summary>
    public SkippedTotals With(long amount) => new(Partners + 1, checked(Amount + amount));
}

/// <summary>A partner that is not paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">The due amount, in minor units.</param>
/// <param name="Reason">Why the partner is not paid.</param>
/// <param name="Detail">What exactly must be corrected, as a sentence, or null.</param>
public sealed record SkippedPartner(PartnerId Partner, long Amount, string Reason, string? Detail = null);
