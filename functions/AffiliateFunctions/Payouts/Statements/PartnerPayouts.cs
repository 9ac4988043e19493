using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
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
        var candidate = PayoutCandidates.Of(
            program,
            partner,
            balance.Payable + balance.Negative,
            cycleStartedAt: now,
            now
        );
        return new NextPayout(month, month.Next.FirstDay, [.. PayoutGate.Missing(candidate, rules)], rules.Minimum);
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
