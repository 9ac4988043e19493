using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.ProgramRules;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>What the program's rule book in force says about payouts.</summary>
internal sealed class PayoutPolicies(IRuleBooks ruleBooks, TimeProvider clock)
{
    private static readonly PayoutRules WithoutRules = new(0, null, null, ["ach", "sepa", "paypal", "wise"], ["tax_form", "payout_details"]);

    public async Task<PayoutRules> InForceAsync(ProgramSlug program, CancellationToken cancellationToken)
        => (await ruleBooks.TimelineAsync(program, cancellationToken)).At(clock.GetUtcNow())?.Rules.Book.Payout ?? WithoutRules;
}

/// <summary>The partners that have a ledger.</summary>
internal sealed class ListPartnersToPay(ILedger ledger)
{
    [Function(nameof(ListPartnersToPay))]
    public async Task<IReadOnlyList<PartnerId>> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var partners = new List<PartnerId>();
        await foreach (var partner in ledger.PartnersAsync(key.Program, cancellationToken))
        {
            partners.Add(partner);
        }

        return partners;
    }
}

/// <summary>Makes what is due payable, looks at the gates, and reserves what passes. Repeated, it finds what it has stored.</summary>
internal sealed class ComputePayouts(
    ILedger ledger, IPartners partners, IPrograms programs, CycleStore cycles, PayoutPolicies policies, TimeProvider clock)
{
    [Function(nameof(ComputePayouts))]
    public async Task<bool> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var rules = await policies.InForceAsync(input.Key.Program, cancellationToken);
        var program = await programs.FindAsync(input.Key.Program, cancellationToken) ?? throw new InvalidOperationException($"The program {input.Key.Program} has gone.");
        foreach (var partner in input.Partners)
        {
            await ComputeAsync(input.Key, partner, program.Currency, rules, cancellationToken);
        }

        return true;
    }

    private async Task ComputeAsync(CycleKey key, PartnerId id, string currency, PayoutRules rules, CancellationToken cancellationToken)
    {
        if (await cycles.FindPayoutAsync(key.Program, key.Period, id, cancellationToken) is not null)
        {
            return;
        }

        await ledger.MatureAsync(key.Program, id, clock.GetUtcNow(), cancellationToken);
        var partner = await partners.FindAsync(key.Program, id, cancellationToken);
        if (partner is null || PayoutGate.Refusal(await CandidateOf(ledger, partner, cancellationToken), rules) is not null)
        {
            return;
        }

        var reserved = await ledger.ReserveAsync(key.Program, id, key.Period, cancellationToken);
        if (reserved.Amount > 0)
        {
            await cycles.PutPayoutAsync(
                key.Program,
                key.Period,
                new StoredPayout
                {
                    Id = StoredPayout.IdOf(id, key.Period),
                    Partner = id,
                    Name = partner.Name,
                    Method = partner.Payout.Method!,
                    Amount = reserved.Amount,
                    Currency = currency,
                    Lines = reserved.Lines,
                },
                cancellationToken);
        }
    }

    /// <summary>What a partner's payout depends on.</summary>
    internal static async Task<PayoutCandidate> CandidateOf(ILedger ledger, Partner partner, CancellationToken cancellationToken)
    {
        var balance = await ledger.BalanceAsync(partner.Program, partner.Id, cancellationToken);
        return new PayoutCandidate(
            partner.Status == PartnerStatus.Active, partner.Payout.Method, partner.Tax.Status is "submitted" or "verified", balance.Payable + balance.Negative);
    }

    /// <summary>Some partners of a cycle.</summary>
    internal sealed record Input(CycleKey Key, IReadOnlyList<PartnerId> Partners);
}

/// <summary>Sums the payouts up, puts back what goes beyond the limits, and notes who is not paid and why.</summary>
internal sealed class SumUpCycle(ILedger ledger, IPartners partners, IPrograms programs, CycleStore cycles, PayoutPolicies policies)
{
    [Function(nameof(SumUpCycle))]
    public async Task<ComputedCycle> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var rules = await policies.InForceAsync(key.Program, cancellationToken);
        var reserved = new List<StoredPayout>();
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            reserved.Add(payout);
        }

        var skipped = await SkippedAsync(input, [.. reserved.Select(payout => payout.Partner)], rules, cancellationToken);
        var fits = PayoutGate.Fit([.. reserved.Select(payout => payout.Amount)], await MostAsync(key, rules, cancellationToken));
        foreach (var beyond in reserved.Where((_, i) => !fits[i]))
        {
            await ledger.ReleaseAsync(key.Program, beyond.Partner, key.Period, "monthly_limit", cancellationToken);
            await cycles.PutPayoutAsync(key.Program, key.Period, beyond with { Status = PayoutStatus.PutBack, Reason = "monthly_limit" }, cancellationToken);
            skipped.Add(new SkippedPartner(beyond.Partner, beyond.Amount, "monthly_limit"));
        }

        var paid = reserved.Where((_, i) => fits[i]).ToList();
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.Status == CycleStatus.Closing
                ? stored.MoveTo(CycleStatus.Computed) with { Partners = paid.Count, Total = paid.Sum(payout => payout.Amount), Skipped = skipped }
                : stored,
            cancellationToken);
        return new ComputedCycle(cycle.Partners, cycle.Total);
    }

    private async Task<List<SkippedPartner>> SkippedAsync(Input input, HashSet<PartnerId> reserved, PayoutRules rules, CancellationToken cancellationToken)
    {
        var skipped = new List<SkippedPartner>();
        foreach (var id in input.Partners.Where(id => !reserved.Contains(id)))
        {
            if (await partners.FindAsync(input.Key.Program, id, cancellationToken) is { } partner)
            {
                var candidate = await ComputePayouts.CandidateOf(ledger, partner, cancellationToken);
                var reason = PayoutGate.Refusal(candidate, rules) ?? "reserved_elsewhere";
                if (candidate.Due != 0)
                {
                    skipped.Add(new SkippedPartner(id, candidate.Due, reason));
                }
            }
        }

        return skipped;
    }

    private async Task<long?> MostAsync(CycleKey key, PayoutRules rules, CancellationToken cancellationToken)
    {
        var pilot = (await programs.FindAsync(key.Program, cancellationToken))?.Limits.MaxMonthlyPayout;
        return (pilot, rules.MaxMonthlyTotal) switch
        {
            ({ } one, { } other) => Math.Min(one, other),
            _ => pilot ?? rules.MaxMonthlyTotal,
        };
    }

    /// <summary>All partners of a cycle.</summary>
    internal sealed record Input(CycleKey Key, IReadOnlyList<PartnerId> Partners);
}
