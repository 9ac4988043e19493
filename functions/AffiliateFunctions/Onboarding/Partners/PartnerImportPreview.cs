using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Finds out what the rows of one file would do, and stores nothing. A row sees the partners that the rows before it
/// would create.
/// </summary>
internal sealed class PartnerImportPreview(
    AffiliateProgram program,
    DirectPartners direct,
    PartnerRegistration registration,
    PartnerStore partners,
    CodeClaims claims
)
{
    private readonly HashSet<string> mailboxes = new(StringComparer.Ordinal);
    private readonly HashSet<string> codes = new(StringComparer.Ordinal);
    private readonly HashSet<string> coupons = new(StringComparer.Ordinal);

    /// <summary>Returns whether the row would create a partner, with the partner that exists instead.</summary>
    public async Task<Result<Outcome>> OfAsync(PartnerBody body, CancellationToken cancellationToken)
    {
        var drafted = await direct.DraftAsync(program, body, cancellationToken);
        if (!drafted.Succeeded)
        {
            return drafted.Problem;
        }

        var (draft, isStored) = drafted.Value;
        if (isStored || mailboxes.Contains(Mailbox.Of(draft.Email)))
        {
            return new Outcome(IsNew: false, isStored ? draft.Id : null);
        }

        if (await RefusalAsync(draft, cancellationToken) is { } refusal)
        {
            return refusal is RosterAnswer.EmailTaken taken
                ? new Outcome(IsNew: false, taken.Other)
                : DirectPartners.ProblemOf(refusal);
        }

        if (await CodeOfAsync(draft, cancellationToken) is not { } code)
        {
            return DirectPartners.ProblemOf(new RosterAnswer.CodeTaken());
        }

        Plan(draft, code);
        return new Outcome(IsNew: true, Existing: null);
    }

    private async Task<string?> CodeOfAsync(Partner draft, CancellationToken cancellationToken)
    {
        var claimant = direct.ClaimantOf(draft);
        foreach (var code in PartnerRegistration.CandidatesFor(draft))
        {
            var wanted = new PartnerLink(code, draft.Program, draft.Id, Active: false);
            if (!codes.Contains(code) && await claims.IsClaimableAsync(wanted, claimant, cancellationToken))
            {
                return code;
            }
        }

        return null;
    }

    private async Task<RosterAnswer?> RefusalAsync(Partner draft, CancellationToken cancellationToken)
    {
        if (await registration.RefusalAsync(program, draft, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (draft.Coupons.FirstOrDefault(coupon => coupons.Contains(CouponText.Normal(coupon))) is { } coupon)
        {
            return new RosterAnswer.CouponTaken(coupon);
        }

        var count = await partners.CountAsync(program.Slug, cancellationToken);
        return count.Active + mailboxes.Count >= program.Limits.MaxPartners
            ? new RosterAnswer.LimitReached(program.Limits.MaxPartners.Value)
            : null;
    }

    // A partner without coupons gets one that equals its code.
    private void Plan(Partner draft, string code)
    {
        mailboxes.Add(Mailbox.Of(draft.Email));
        codes.Add(code);
        coupons.UnionWith((draft.Coupons.Count > 0 ? draft.Coupons : [code]).Select(CouponText.Normal));
    }

    /// <summary>What a row would do.</summary>
    /// <param name="IsNew">Whether the row would create a partner.</param>
    /// <param name="Existing">The stored partner with the same address, or null.</param>
    public sealed record Outcome(bool IsNew, PartnerId? Existing);
}
