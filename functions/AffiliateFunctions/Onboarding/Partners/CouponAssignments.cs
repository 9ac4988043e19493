using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.StripeCodes;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Assigns coupons to partners. A code that is to be created at Stripe is created first: a partner never has a code that
/// customers cannot use. A code that cannot be assigned afterwards is ended.
/// </summary>
public sealed class CouponAssignments
{
    private const string Key = "key";

    private readonly IPartners partners;
    private readonly PartnerStore store;
    private readonly PartnerChanges changes;
    private readonly StripePromotionCodes stripe;
    private readonly IAuditLog audit;
    private readonly TimeProvider clock;

    internal CouponAssignments(
        IPartners partners,
        PartnerStore store,
        PartnerChanges changes,
        StripePromotionCodes stripe,
        IAuditLog audit,
        TimeProvider clock
    ) =>
        (this.partners, this.store, this.changes, this.stripe, this.audit, this.clock) = (
            partners,
            store,
            changes,
            stripe,
            audit,
            clock
        );

    /// <summary>Assigns the coupon, and returns the partner.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The partner.</param>
    /// <param name="asked">The coupon.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Partner>> AddAsync(
        AffiliateProgram program,
        string id,
        AddCoupons.Body asked,
        CancellationToken cancellationToken
    )
    {
        var coupon = CouponText.Normal(asked.Code);
        if (asked.CreateAt is null)
        {
            return await AssignAsync(program, id, coupon, promotion: null, cancellationToken);
        }

        // Stripe is not asked for a code that could not be assigned.
        var checkedPartner = await store
            .RequireAsync(program.Slug, id, cancellationToken)
            .Then(partner => ChangeAsync(partner, coupon, cancellationToken).Map(_ => partner));
        if (checkedPartner is not { Succeeded: true, Value: var owner })
        {
            return checkedPartner;
        }

        if (owner.Status != PartnerStatus.Active)
        {
            return Problem.Conflict("The partner is not active, so customers cannot be sent to it.");
        }

        var created = await stripe.CreateAsync(program.Slug, owner.Id, coupon, asked.StripeCoupon, cancellationToken);
        if (!created.Succeeded)
        {
            return created.Problem;
        }

        var assigned = await AssignAsync(program, id, coupon, created.Value, cancellationToken);
        if (!assigned.Succeeded)
        {
            await stripe.RetireAsync(program.Slug, created.Value, cancellationToken);
        }

        return assigned;
    }

    private async Task<Result<Partner>> AssignAsync(
        AffiliateProgram program,
        string id,
        string coupon,
        string? promotion,
        CancellationToken cancellationToken
    )
    {
        var assigned = await changes.ChangeAsync(
            program,
            id,
            partner => ChangeAsync(partner, coupon, cancellationToken),
            cancellationToken
        );
        if (assigned is { Succeeded: true, Value: var owner })
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program.Slug,
                    $"coupon:{owner.Id}:{HashOf(coupon)}:{promotion}",
                    Key,
                    "coupon_added",
                    owner.Id.Value,
                    promotion is null ? null : $"Created at Stripe as the promotion code {promotion}",
                    clock.GetUtcNow()
                ),
                cancellationToken
            );
        }

        return assigned;
    }

    // A coupon can name a person, and audit records are never erased.
    private static string HashOf(string coupon) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(coupon)))[..16];

    private async Task<Result<PartnerChange>> ChangeAsync(
        Partner partner,
        string coupon,
        CancellationToken cancellationToken
    ) =>
        await partners.FindByCouponAsync(partner.Program, coupon, cancellationToken) is { } holder
        && holder != partner.Id
            ? Problem.Conflict("The coupon is taken.", [("/code", "Another partner has this coupon.")])
            : With(partner, coupon);

    private static Result<PartnerChange> With(Partner partner, string coupon) =>
        partner.Coupons.Contains(coupon) ? new PartnerChange(partner, [])
        : partner.Coupons.Count >= PartnerText.MaxCoupons ? Problem.Conflict("A partner can have at most 20 coupons.")
        : new PartnerChange(
            partner with
            {
                Coupons = [.. partner.Coupons, coupon],
            },
            [PartnerStore.TakeCoupon(partner, coupon)]
        );
}
