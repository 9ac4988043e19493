using Affiliate.Domain.Payouts;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Compares a payout with the partner that it would be paid to.</summary>
internal static class PayeeChanges
{
    /// <summary>Why the payout must not be paid as it was reserved, as a code; null if nothing has changed.</summary>
    /// <param name="cycle">The cycle. Payout details that changed since its start are not paid, even if the payout was
    /// reserved after the change.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="partner">The partner, or null.</param>
    /// <param name="account">The hash of the partner's account; null if the partner has given none.</param>
    public static string? RefusalOf(StoredCycle cycle, StoredPayout payout, Partner? partner, string? account) =>
        partner?.IsPaidAt(cycle.StartedAt) != true ? SkipReasons.PartnerNotActive
        : partner.Payout.Method is null || account is null ? SkipReasons.DetailsMissing
        : partner.Payout.Method != payout.Method
        || partner.Payout.ChangedAt >= cycle.StartedAt
        || (payout.Account is { } reserved && account != reserved)
            ? SkipReasons.DetailsChanged
        : null;
}
