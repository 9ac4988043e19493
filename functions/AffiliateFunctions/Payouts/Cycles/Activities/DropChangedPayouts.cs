using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Takes the payouts out of a cycle whose partner is no longer paid as the approval shows: the account has changed, or
/// the partner is not active. Takes out the payouts and commissions too that an approver has excluded. The cycle then
/// has another fingerprint, and earlier approvals do not apply to it.
/// </summary>
public sealed class DropChangedPayouts(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    MonthlyPayoutStore months,
    PayoutReleases releases,
    PayoutPolicies policies,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int PayoutsAtOnce = 500;

    /// <inheritdoc cref="DropChangedPayouts"/>
    [Function(nameof(DropChangedPayouts))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        if (cycle.Status >= CycleStatus.Approved)
        {
            return;
        }

        var rules = await policies.InForceAsync(key.Program, cancellationToken);
        using var kept = new PayoutTotals();
        await foreach (
            var payouts in releases
                .ReadPayoutsAsync(cycle, cancellationToken)
                .Where(payout => payout.Status != PayoutStatus.PutBack)
                .Chunk(PayoutsAtOnce)
        )
        {
            cycle = await KeepAsync(cycle, payouts, rules, kept, cancellationToken);
        }

        if (kept.Fingerprint == cycle.Fingerprint)
        {
            return;
        }

        await months.SetAsync(
            key.Program,
            Period.Of(cycle.StartedAt, program.Zone),
            key.Period,
            _ => kept.Sum,
            cancellationToken
        );
        await cycles.ChangeAsync(key.Program, key.Period, stored => stored.With(kept), cancellationToken);
    }

    // Takes out of the cycle what is no longer paid, and adds the other payouts to the totals.
    private async Task<StoredCycle> KeepAsync(
        StoredCycle cycle,
        IReadOnlyCollection<StoredPayout> payouts,
        PayoutRules rules,
        PayoutTotals kept,
        CancellationToken cancellationToken
    )
    {
        var current = await partners.FindAllAsync(
            cycle.Program,
            payouts.Select(payout => payout.Partner),
            cancellationToken
        );
        foreach (var payout in payouts)
        {
            var partner = current.GetValueOrDefault(payout.Partner);
            if (await DropAsync(cycle, payout, partner, rules, cancellationToken) is { } dropped)
            {
                // The cycle names the payout before the payout is released. A repeated step releases what is named.
                cycle = await RecordAsync(cycle, dropped, cancellationToken);
                await releases.ReleaseAsync(cycle, payout, dropped.Reason, PayoutStatus.PutBack, cancellationToken);
            }
            else if (cycle.ExclusionsIn(payout) is { Count: > 0 } lines)
            {
                kept.Add(await releases.ReleaseLinesAsync(cycle, payout, CommissionsOf(lines), cancellationToken));
            }
            else
            {
                kept.Add(payout);
            }
        }

        return cycle;
    }

    // Null if the payout stays in the cycle.
    private async Task<DroppedPayout?> DropAsync(
        StoredCycle cycle,
        StoredPayout payout,
        Partner? partner,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        if (cycle.Dropped.FirstOrDefault(dropped => dropped.Partner == payout.Partner) is { } named)
        {
            return named;
        }

        if (cycle.ExclusionOf(payout.Partner) is not null)
        {
            return DroppedOf(payout, payout.Amount, SkipReasons.Excluded);
        }

        var account = partner is null ? null : await AccountAsync(partner, cancellationToken);
        if (PayeeChanges.RefusalOf(cycle, payout, partner, account) is { } reason)
        {
            return DroppedOf(payout, payout.Amount, reason) with
            {
                NewAccount = reason == SkipReasons.DetailsChanged ? partner?.Payout.Summary : null,
            };
        }

        return RestRefusalOf(cycle, payout, isLast: partner is not null && PayoutCandidates.IsLast(partner), rules);
    }

    // What is left of a payout after an exclusion of commissions may be too little to be paid.
    private static DroppedPayout? RestRefusalOf(StoredCycle cycle, StoredPayout payout, bool isLast, PayoutRules rules)
    {
        if (cycle.ExclusionsIn(payout) is not { Count: > 0 } excluded)
        {
            return null;
        }

        var rest = payout.Without(CommissionsOf(excluded)).Amount;
        return rest <= 0 ? DroppedOf(payout, payout.Amount, SkipReasons.Excluded)
            : PayoutGate.IsBelowMinimum(rest, isLast, rules) ? DroppedOf(payout, rest, SkipReasons.BelowMinimum)
            : null;
    }

    private static DroppedPayout DroppedOf(StoredPayout payout, long amount, string reason) =>
        new(payout.Partner, amount, reason, payout.AccountSummary, NewAccount: null);

    private static HashSet<CommissionId> CommissionsOf(IReadOnlyList<CycleExclusion> exclusions) =>
        [.. exclusions.Select(exclusion => exclusion.Commission).OfType<CommissionId>()];

    private async Task<string?> AccountAsync(Partner partner, CancellationToken cancellationToken) =>
        partner.Payout.Account
        ?? (
            await partners.ReadPayoutDetailsAsync(partner.Program, partner.Id, cancellationToken) is { } details
                ? partners.AccountOf(details)
                : null
        );

    private async Task<StoredCycle> RecordAsync(
        StoredCycle cycle,
        DroppedPayout dropped,
        CancellationToken cancellationToken
    )
    {
        var recorded = await cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored => stored.Drop(dropped),
            cancellationToken
        );
        await skippedPartners.PutAsync(
            recorded,
            [new SkippedPartner(dropped.Partner, dropped.Amount, dropped.Reason)],
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                cycle.Program,
                $"cycle:{cycle.Period}:{cycle.Attempt}:dropped:{dropped.Partner}",
                ActorOf(recorded, dropped),
                "payout_dropped",
                StoredPayout.IdOf(dropped.Partner, cycle.Period),
                dropped.Reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return recorded;
    }

    private static string ActorOf(StoredCycle cycle, DroppedPayout dropped) =>
        dropped.Reason is SkipReasons.Excluded or SkipReasons.BelowMinimum
            ? cycle.ExcludedByApprovers.First(excluded => excluded.Partner == dropped.Partner).Actor
            : "rule:changed_payee";
}
