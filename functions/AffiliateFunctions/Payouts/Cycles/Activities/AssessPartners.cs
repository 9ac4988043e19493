using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Makes due commissions payable and decides which partners are paid. The decision is final: a partner for which an
/// earlier run of the cycle has reserved an amount is paid, whatever changes later.
/// </summary>
public sealed class AssessPartners(ILedger ledger, IPartners partners, PayoutPolicies policies, TimeProvider clock)
{
    /// <inheritdoc cref="AssessPartners"/>
    [Function(nameof(AssessPartners))]
    public async Task<IReadOnlyList<PartnerVerdict>> RunAsync(
        [ActivityTrigger] Input input,
        CancellationToken cancellationToken
    )
    {
        var rules = await policies.InForceAsync(input.Key.Program, cancellationToken);
        var verdicts = new List<PartnerVerdict>();
        foreach (var id in input.Partners)
        {
            await ledger.MatureAsync(input.Key.Program, id, clock.GetUtcNow(), cancellationToken);
            if (await partners.FindAsync(input.Key.Program, id, cancellationToken) is { } partner)
            {
                verdicts.Add(await JudgeAsync(partner, input.Key.Period, rules, cancellationToken));
            }
        }

        return verdicts;
    }

    private async Task<PartnerVerdict> JudgeAsync(
        Partner partner,
        Period period,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        if (
            await ledger.ReservedAsync(partner.Program, partner.Id, period, cancellationToken) is
            { Amount: > 0 } reserved
        )
        {
            return new PartnerVerdict(partner.Id, partner.Payout.Method, reserved.Amount, Refusal: null);
        }

        var balance = await ledger.BalanceAsync(partner.Program, partner.Id, cancellationToken);
        var candidate = new PayoutCandidate(
            partner.Status == PartnerStatus.Active,
            partner.Payout.Method,
            partner.Tax.Status is "submitted" or "verified",
            balance.Payable + balance.Negative
        );
        return new PartnerVerdict(
            partner.Id,
            partner.Payout.Method,
            candidate.Due,
            PayoutGate.Refusal(candidate, rules)
        );
    }

    /// <summary>A batch of the partners of a cycle.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerId> Partners);
}
