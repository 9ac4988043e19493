using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>The payouts and statements as a partner sees them.</summary>
internal sealed class PartnerPayouts(
    CycleStore cycles,
    StatementAnswers statements,
    PayoutPolicies policies,
    TimeProvider clock
) : IPartnerPayouts
{
    public async Task<NextPayout> NextAsync(
        AffiliateProgram program,
        Partner partner,
        PartnerBalance balance,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var month = Period.Of(now, program.Zone);
        var rules = await policies.InForceAsync(program.Slug, cancellationToken);
        return new NextPayout(
            month,
            new DateOnly(month.Next.Year, month.Next.Month, 1),
            [.. MissingOf(program, partner, balance.Payable + balance.Negative, rules, now)],
            rules.Minimum
        );
    }

    public async IAsyncEnumerable<PartnerMonth> MonthsAsync(
        AffiliateProgram program,
        Partner partner,
        Period? before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var first = Period.Of(partner.CreatedAt, program.Zone);
        var known = await cycles.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        foreach (var cycle in known.OrderByDescending(cycle => cycle.Period))
        {
            if (cycle.Period >= first && (before is null || cycle.Period < before))
            {
                var payout = await cycles.PayoutOfAttemptAsync(cycle, partner.Id, cancellationToken);
                yield return new PartnerMonth(cycle.Period, payout is null ? null : ViewOf(payout))
                {
                    IsDecided =
                        cycle.Status
                            is not (CycleStatus.Closing or CycleStatus.Computed or CycleStatus.AwaitingApproval),
                };
            }
        }
    }

    public async Task<Statement?> StatementAsync(
        AffiliateProgram program,
        Partner partner,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await statements.FindAsync(program, partner, period, cancellationToken) is { } statement
            ? await statements.PageOfAsync(program, statement, cancellationToken)
            : null;

    // The cycle stops at the first reason; a partner wants to know all that it can change.
    private static IEnumerable<string> MissingOf(
        AffiliateProgram program,
        Partner partner,
        long due,
        PayoutRules rules,
        DateTimeOffset now
    )
    {
        if (!partner.IsPaidAt(now))
        {
            yield return SkipReasons.PartnerNotActive;
        }

        if (rules.Require.Contains("tax_form") && !partner.Tax.IsValidAt(now, program.Zone))
        {
            yield return SkipReasons.TaxFormMissing;
        }

        if (partner.Payout.Method is not { } method)
        {
            yield return SkipReasons.DetailsMissing;
        }
        else if (!rules.Methods.Contains(method) || !PayoutMethods.Carries(method, program.Currency))
        {
            yield return SkipReasons.MethodNotOffered;
        }
        else if (partner.Payout.HeldUntil > now)
        {
            yield return SkipReasons.DetailsChanged;
        }

        if (due < rules.Minimum && partner.Status != PartnerStatus.Closed)
        {
            yield return SkipReasons.BelowMinimum;
        }
    }

    private static MonthPayout ViewOf(StoredPayout payout) =>
        new(
            payout.Amount,
            payout.Currency,
            StoredJson.NameOf(payout.Status),
            payout.Method,
            payout.SettledAt,
            payout.Reason is { } reason ? SkipReasons.TextOf(reason, payout.ReasonDetail) : null
        );
}
