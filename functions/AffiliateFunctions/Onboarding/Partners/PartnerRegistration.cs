using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Registers active partners: finds a free code and coupon, and stores the partner with its application in one
/// transaction.
/// </summary>
public sealed class PartnerRegistration(PartnerStore partners, PartnerLinks links)
{
    /// <summary>
    /// Adds the partner. When the partner id exists already, the stored partner is returned. The link is reserved
    /// before the transaction and activated after it, so that repeating an interrupted step completes it.
    /// </summary>
    /// <param name="program">The program, whose limits apply.</param>
    /// <param name="draft">The partner. When its code is empty, a code is made from the company's name.</param>
    /// <param name="with">Further actions of the same transaction, read anew for each attempt.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<RosterAnswer> AddAsync(
        AffiliateProgram program,
        Partner draft,
        Func<Task<IReadOnlyList<TableTransactionAction>>> with,
        CancellationToken cancellationToken
    )
    {
        var wanted = draft.Code.Length > 0;
        using var codes = (
            wanted ? [PartnerCodes.Normal(draft.Code)] : PartnerCodes.CandidatesFor(draft.Company, draft.Id)
        ).GetEnumerator();
        if (await StandingAsync(draft, cancellationToken) is { } standing)
        {
            return standing;
        }

        if (await ReserveAsync(codes, draft, cancellationToken) is not { } code)
        {
            return new RosterAnswer.CodeTaken();
        }

        var retries = new ConflictRetries($"the partners of {draft.Program}");
        while (true)
        {
            if (await RefusalAsync(program, draft, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var count = await partners.CountAsync(draft.Program, cancellationToken);
            if (count.Active >= program.Limits.MaxPartners)
            {
                return new RosterAnswer.LimitReached(program.Limits.MaxPartners.Value);
            }

            var partner = draft with { Code = code, Coupons = await CouponsAsync(draft, code, cancellationToken) };
            if (await partners.TryAddAsync(partner, count, await with(), cancellationToken))
            {
                await links.PutAllAsync(partner, cancellationToken);
                return new RosterAnswer.Added(partner);
            }

            // A parallel request may have added the same partner. This is not a conflict.
            await retries.NextAsync(cancellationToken);
            if (await StandingAsync(draft, cancellationToken) is { } added)
            {
                return added;
            }
        }
    }

    private async Task<RosterAnswer?> StandingAsync(Partner draft, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(draft.Program, draft.Id, cancellationToken) is not { } standing)
        {
            return null;
        }

        await links.PutAllAsync(standing, cancellationToken);
        return new RosterAnswer.Added(standing);
    }

    private async Task<string?> ReserveAsync(
        IEnumerator<string> codes,
        Partner draft,
        CancellationToken cancellationToken
    )
    {
        while (codes.MoveNext())
        {
            if (
                await links.ReserveAsync(
                    new PartnerLink(codes.Current, draft.Program, draft.Id, Active: false),
                    cancellationToken
                )
            )
            {
                return codes.Current;
            }
        }

        return null;
    }

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
    /// <summary>The partner is stored.</summary>
    internal sealed record Added(Partner Partner) : RosterAnswer;

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
