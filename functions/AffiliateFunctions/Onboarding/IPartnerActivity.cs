using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Tells what a partner has done so far. The feature that counts conversions implements it.</summary>
public interface IPartnerActivity
{
    /// <summary>Whether anybody has followed the partner's link, or used its code or coupon.</summary>
    Task<bool> HasBegunAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken);
}
