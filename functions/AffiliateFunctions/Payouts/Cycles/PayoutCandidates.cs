using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Reads from a partner the facts that decide whether it is paid.</summary>
internal static class PayoutCandidates
{
    /// <summary>The facts of a partner.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="due">The payable amount less reversals, in minor units.</param>
    /// <param name="cycleStartedAt">When the cycle has started, which decides whether a partner that has left is paid.</param>
    /// <param name="now">The time at which tax form and payout details are checked.</param>
    public static PayoutCandidate Of(
        AffiliateProgram program,
        Partner partner,
        long due,
        DateTimeOffset cycleStartedAt,
        DateTimeOffset now
    ) =>
        new(
            partner.IsPaidAt(cycleStartedAt),
            partner.Payout.Method,
            partner.Tax.IsValidAt(now, program.Zone),
            due,
            program.Currency,
            partner.Payout.HeldUntil > now,
            IsLast(partner)
        );

    /// <summary>Whether the partner has left, so that its next payout is the last one.</summary>
    public static bool IsLast(Partner partner) => partner.Status == PartnerStatus.Closed;
}
