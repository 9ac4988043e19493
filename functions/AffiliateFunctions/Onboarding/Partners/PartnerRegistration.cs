using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Registers active partners: finds a free code and coupon, and stores the partner with its application in one
/// transaction.
/// </summary>
public sealed class PartnerRegistration(PartnerStore partners, PartnerLinks links, CodeClaims claims)
{
    /// <summary>
    /// Adds the partner. When the partner id exists already, the stored partner is returned. A refused partner leaves
    /// nothing behind. The code is claimed before the transaction and its link activated after it, so that repeating an
    /// interrupted request completes it.
    /// </summary>
    /// <param name="program">The program, whose limits apply.</param>
    /// <param name="draft">The partner. When its code is empty, a code is made from the company's name.</param>
    /// <param name="with">Further actions of the same transaction, read anew for each attempt.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="claimant">
    /// What repeated requests for the partner have in common, when each drafts another id; they continue with the id of
    /// the first. By default the id.
    /// </param>
    public async Task<RosterAnswer> AddAsync(
        AffiliateProgram program,
        Partner draft,
        Func<Task<IReadOnlyList<TableTransactionAction>>> with,
        CancellationToken cancellationToken,
        string? claimant = null
    )
    {
        CodeClaim? claim = null;
        var retries = new ConflictRetries($"the partners of {draft.Program}");
        while (true)
        {
            // A parallel request may have added the same partner. This is not a conflict.
            if (await StandingAsync(draft, cancellationToken) is { } standing)
            {
                return standing;
            }

            var (refusal, count) = await CheckAsync(program, draft, cancellationToken);
            if (refusal is not null)
            {
                await (claim is null ? Task.CompletedTask : claims.ReleaseAsync(claim, cancellationToken));
                return await AnswerAsync(draft, refusal, cancellationToken);
            }

            claim ??= await ClaimAsync(draft, claimant ?? draft.Id.Value, cancellationToken);
            if (claim is null)
            {
                return await AnswerAsync(draft, new RosterAnswer.CodeTaken(), cancellationToken);
            }

            draft = draft with { Id = claim.Partner };
            var coupons = await CouponsAsync(draft, claim.Code, cancellationToken);
            var partner = draft with { Code = claim.Code, Coupons = coupons };
            if (await partners.TryAddAsync(partner, count, await with(), cancellationToken))
            {
                await links.PutAllAsync(partner, cancellationToken);
                return new RosterAnswer.Added(partner, IsNew: true);
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private async Task<RosterAnswer?> StandingAsync(Partner draft, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(draft.Program, draft.Id, cancellationToken) is not { } standing)
        {
            return null;
        }

        await links.PutAllAsync(standing, cancellationToken);
        return new RosterAnswer.Added(standing, IsNew: false);
    }

    private async Task<(RosterAnswer? Refusal, PartnerStore.ActiveCount Count)> CheckAsync(
        AffiliateProgram program,
        Partner draft,
        CancellationToken cancellationToken
    )
    {
        var refusal = await RefusalAsync(program, draft, cancellationToken);
        var count = await partners.CountAsync(draft.Program, cancellationToken);
        return refusal is null && count.Active >= program.Limits.MaxPartners
            ? (new RosterAnswer.LimitReached(program.Limits.MaxPartners.Value), count)
            : (refusal, count);
    }

    // A parallel request for the same address may have stored the partner while this one looked for its code, its coupons
    // and room; they are then taken by the partner itself.
    private async Task<RosterAnswer> AnswerAsync(
        Partner draft,
        RosterAnswer refusal,
        CancellationToken cancellationToken
    ) =>
        refusal is RosterAnswer.NotOpen or RosterAnswer.EmailTaken
        || await partners.FindByEmailAsync(draft.Program, draft.Email, cancellationToken) is not { } other
            ? refusal
            : await StandingAsync(draft, cancellationToken) ?? new RosterAnswer.EmailTaken(other);

    private async Task<CodeClaim?> ClaimAsync(Partner draft, string claimant, CancellationToken cancellationToken)
    {
        foreach (var code in CandidatesFor(draft))
        {
            var wanted = new PartnerLink(code, draft.Program, draft.Id, Active: false);
            if (await claims.ClaimAsync(wanted, claimant, cancellationToken) is { } claim)
            {
                return claim;
            }
        }

        return null;
    }

    /// <summary>The codes that the partner may get, in order: the wanted one alone, or those made of the company.</summary>
    internal static IEnumerable<string> CandidatesFor(Partner draft) =>
        draft.Code.Length > 0 ? [PartnerCodes.Normal(draft.Code)] : PartnerCodes.CandidatesFor(draft.Company, draft.Id);

    /// <summary>
    /// Returns why the partner cannot be added at present, apart from its code and the limit of the pilot; null if it
    /// can.
    /// </summary>
    internal async Task<RosterAnswer?> RefusalAsync(
        AffiliateProgram program,
        Partner draft,
        CancellationToken cancellationToken
    )
    {
        if (program.Stage is not (ProgramStage.Pilot or ProgramStage.Live))
        {
            return new RosterAnswer.NotOpen(program.Stage);
        }

        if (
            await partners.FindByEmailAsync(draft.Program, draft.Email, cancellationToken) is { } other
            && other != draft.Id
        )
        {
            return new RosterAnswer.EmailTaken(other);
        }

        foreach (var coupon in draft.Coupons)
        {
            if (
                await partners.FindByAsync(draft.Program, PartnerStore.CouponRow(coupon), cancellationToken) is not null
            )
            {
                return new RosterAnswer.CouponTaken(coupon);
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<string>> CouponsAsync(
        Partner draft,
        string code,
        CancellationToken cancellationToken
    )
    {
        if (draft.Coupons.Count > 0)
        {
            return [.. draft.Coupons.Select(CouponText.Normal).Distinct()];
        }

        // A coupon that equals the code is easiest to remember. When it has another owner, the partner starts without
        // one.
        var coupon = CouponText.Normal(code);
        return await partners.FindByAsync(draft.Program, PartnerStore.CouponRow(coupon), cancellationToken) is null
            ? [coupon]
            : [];
    }
}

/// <summary>The result of adding a partner.</summary>
public abstract record RosterAnswer
{
    /// <summary>The partner is stored; <paramref name="IsNew"/> tells whether this request has stored it.</summary>
    internal sealed record Added(Partner Partner, bool IsNew) : RosterAnswer;

    /// <summary>Another partner has the address.</summary>
    internal sealed record EmailTaken(Affiliate.Domain.Identity.PartnerId Other) : RosterAnswer;

    /// <summary>Another partner has the requested code.</summary>
    internal sealed record CodeTaken : RosterAnswer;

    /// <summary>Another partner has the requested coupon.</summary>
    internal sealed record CouponTaken(string Coupon) : RosterAnswer;

    /// <summary>The pilot has its maximum of active partners.</summary>
    internal sealed record LimitReached(int Limit) : RosterAnswer;

    /// <summary>The program accepts no partners at its stage.</summary>
    internal sealed record NotOpen(ProgramStage Stage) : RosterAnswer;
}
