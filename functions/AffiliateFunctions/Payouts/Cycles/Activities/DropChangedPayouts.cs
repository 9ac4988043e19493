using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Takes the payouts out of a cycle whose partner is no longer paid as the approval shows: the account has changed, or
/// the partner is not active. The cycle then has another fingerprint, and earlier approvals do not apply to it.
/// </summary>
public sealed class DropChangedPayouts(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    MonthlyPayoutStore months,
    PayoutReleases releases,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="DropChangedPayouts"/>
    [Function(nameof(DropChangedPayouts))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        if (cycle.Status >= CycleStatus.Approved)
        {
            return;
        }

        var payouts = (await releases.ReadPayoutsAsync(cycle, cancellationToken))
            .Where(payout => payout.Status != PayoutStatus.PutBack)
            .ToList();
        var current = await partners.FindAllAsync(
            key.Program,
            payouts.Select(payout => payout.Partner),
            cancellationToken
        );
        var changed = new List<StoredPayout>();
        foreach (var payout in payouts)
        {
            var partner = current.GetValueOrDefault(payout.Partner);
            if (await ReasonAsync(cycle, payout, partner, cancellationToken) is { } reason)
            {
                // The cycle names the payout before the payout is released. A repeated step releases what is named.
                var dropped = new DroppedPayout(
                    payout.Partner,
                    payout.Amount,
                    reason,
                    payout.AccountSummary,
                    reason == SkipReasons.DetailsChanged ? partner?.Payout.Summary : null
                );
                cycle = await RecordAsync(key, dropped, cancellationToken);
                await releases.ReleaseAsync(cycle, payout, reason, PayoutStatus.PutBack, cancellationToken);
                changed.Add(payout);
            }
        }

        var kept = payouts.Except(changed).ToList();
        if (StoredPayout.Fingerprint(kept) == cycle.Fingerprint)
        {
            return;
        }

        await months.SetAsync(
            key.Program,
            Period.Of(cycle.StartedAt, program.Zone),
            key.Period,
            _ => kept.Sum(payout => payout.Amount),
            cancellationToken
        );
        await cycles.ChangeAsync(key.Program, key.Period, stored => stored.With(kept), cancellationToken);
    }

    private async Task<string?> ReasonAsync(
        StoredCycle cycle,
        StoredPayout payout,
        Partner? partner,
        CancellationToken cancellationToken
    ) =>
        cycle.Dropped.FirstOrDefault(dropped => dropped.Partner == payout.Partner)?.Reason
        ?? PayeeChanges.RefusalOf(
            cycle,
            payout,
            partner,
            partner is null ? null : await AccountAsync(partner, cancellationToken)
        );

    private async Task<string?> AccountAsync(Partner partner, CancellationToken cancellationToken) =>
        partner.Payout.Account
        ?? (
            await partners.ReadPayoutDetailsAsync(partner.Program, partner.Id, cancellationToken) is { } details
                ? partners.AccountOf(details)
                : null
        );

    private async Task<StoredCycle> RecordAsync(
        CycleKey key,
        DroppedPayout dropped,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Dropped.Any(other => other.Partner == dropped.Partner)
                    ? stored
                    : stored with
                    {
                        Dropped = [.. stored.Dropped, dropped],
                        Skipped = [.. stored.Skipped, new(dropped.Partner, dropped.Amount, dropped.Reason)],
                    },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"cycle:{key.Period}:{key.Attempt}:dropped:{dropped.Partner}",
                "rule:changed_payee",
                "payout_dropped",
                StoredPayout.IdOf(dropped.Partner, key.Period),
                dropped.Reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return cycle;
    }
}
