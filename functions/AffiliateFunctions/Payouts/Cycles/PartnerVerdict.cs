using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Whether a partner is paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Due">The amount that was due at the time of the decision, in minor units.</param>
/// <param name="Refusal">Why the partner is not paid, or null.</param>
/// <param name="Detail">What exactly must be corrected, as a sentence that names the field, or null.</param>
public sealed record PartnerVerdict(
    PartnerId Partner,
    string? Method,
    long Due,
    string? Refusal,
    string? Detail = null
);
