using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Makes due commissions payable and decides which partners are paid. The decision is final: a partner for which an
/// earlier run of the cycle has reserved an amount is paid, whatever changes later.
/// </summary>
public sealed class AssessPartners(
    ILedger ledger,
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    PayoutPolicies policies,
    TimeProvider clock
)
{
    /// <inheritdoc cref="AssessPartners"/>
    [Function(nameof(AssessPartners))]
    public async Task<IReadOnlyList<PartnerVerdict>> RunAsync(
        [ActivityTrigger] Input input,
        CancellationToken cancellationToken
    )
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, input.Key, cancellationToken);
        var rules = await policies.InForceAsync(program.Slug, cancellationToken);
        var verdicts = new List<PartnerVerdict>();
        foreach (var id in input.Partners)
        {
            await ledger.MatureAsync(program.Slug, id, clock.GetUtcNow(), cancellationToken);
            if (await partners.FindAsync(program.Slug, id, cancellationToken) is { } partner)
            {
                verdicts.Add(await AssessAsync(partner, program, cycle, rules, cancellationToken));
            }
        }

        return verdicts;
    }

    private async Task<PartnerVerdict> AssessAsync(
        Partner partner,
        AffiliateProgram program,
        StoredCycle cycle,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        var run = cycle.RunIn(program.Zone);
        if (await ledger.ReservedAsync(program.Slug, partner.Id, run, cancellationToken) is { Amount: > 0 } reserved)
        {
            return new PartnerVerdict(partner.Id, partner.Payout.Method, reserved.Amount, Refusal: null);
        }

        var candidate = new PayoutCandidate(
            partner.Status == PartnerStatus.Active,
            partner.Payout.Method,
            partner.Tax.IsValidAt(clock.GetUtcNow(), program.Zone),
            await ledger.DueAsync(program.Slug, partner.Id, run, cancellationToken),
            program.Currency,
            partner.Payout.HeldUntil > clock.GetUtcNow()
        );
        return new PartnerVerdict(
            partner.Id,
            partner.Payout.Method,
            candidate.Due,
            cycle.Excludes(partner.Id) && candidate.Due > 0
                ? SkipReasons.Excluded
                : PayoutGate.Refusal(candidate, rules)
        );
    }

    /// <summary>A batch of the partners of a cycle.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerId> Partners);
}
