using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Reads the payout rules of the program's rule book in force.</summary>
public sealed class PayoutPolicies(IRuleBooks ruleBooks, TimeProvider clock)
{
    private static readonly PayoutRules WithoutRules = new(
        0,
        null,
        null,
        ["ach", "sepa", "paypal", "wise"],
        ["tax_form", "payout_details"]
    );

    /// <summary>The payout rules of the rule book in force, or the defaults when the program has none.</summary>
    public async Task<PayoutRules> InForceAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await ruleBooks.TimelineAsync(program, cancellationToken)).At(clock.GetUtcNow())?.Rules.Book.Payout
        ?? WithoutRules;
}

/// <summary>The result of the cycle when its payouts are computed already, otherwise null.</summary>
public sealed class FindComputedCycle(CycleStore cycles)
{
    /// <inheritdoc cref="FindComputedCycle"/>
    [Function(nameof(FindComputedCycle))]
    public async Task<ComputedCycle?> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        return cycle.Status == CycleStatus.Closing ? null : new ComputedCycle(cycle.Partners, cycle.Total);
    }
}

/// <summary>Lists the partners that have a ledger.</summary>
public sealed class ListPartnersToPay(ILedger ledger)
{
    /// <inheritdoc cref="ListPartnersToPay"/>
    [Function(nameof(ListPartnersToPay))]
    public async Task<IReadOnlyList<PartnerId>> RunAsync(
        [ActivityTrigger] CycleKey key,
        CancellationToken cancellationToken
    )
    {
        var partners = new List<PartnerId>();
        await foreach (var partner in ledger.PartnersAsync(key.Program, cancellationToken))
        {
            partners.Add(partner);
        }

        return partners;
    }
}

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

/// <summary>
/// Whether a partner is paid. The history of the orchestration keeps this record, so it contains no personal data.
/// </summary>
/// <param name="Partner">The partner.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Due">The amount that was due at the time of the decision, in minor units.</param>
/// <param name="Refusal">Why the partner is not paid, or null.</param>
public sealed record PartnerVerdict(PartnerId Partner, string? Method, long Due, string? Refusal);

/// <summary>
/// Reserves the due amounts of the partners that are paid. When the step is repeated, the ledger returns the amounts
/// reserved before.
/// </summary>
public sealed class ReservePayouts(ILedger ledger, IPrograms programs, IPartners partners, CycleStore cycles)
{
    /// <inheritdoc cref="ReservePayouts"/>
    [Function(nameof(ReservePayouts))]
    public async Task<bool> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var program =
            await programs.FindAsync(key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} has gone.");
        foreach (var verdict in input.Verdicts.Where(verdict => verdict.Refusal is null))
        {
            var reserved = await ledger.ReserveAsync(key.Program, verdict.Partner, key.Period, cancellationToken);
            if (
                reserved.Amount > 0
                && await cycles.FindPayoutAsync(key.Program, key.Period, verdict.Partner, cancellationToken) is null
            )
            {
                var name =
                    (await partners.FindAsync(key.Program, verdict.Partner, cancellationToken))?.Name
                    ?? verdict.Partner.Value;
                await cycles.PutPayoutAsync(
                    key.Program,
                    key.Period,
                    PayoutOf(key, verdict, name, reserved, program.Currency),
                    cancellationToken
                );
            }
        }

        return true;
    }

    private static StoredPayout PayoutOf(
        CycleKey key,
        PartnerVerdict verdict,
        string name,
        PayoutReservation reserved,
        string currency
    ) =>
        new()
        {
            Id = StoredPayout.IdOf(verdict.Partner, key.Period),
            Partner = verdict.Partner,
            Name = name,
            Method = verdict.Method ?? string.Empty,
            Amount = reserved.Amount,
            Currency = currency,
            Lines = reserved.Lines,
        };

    /// <summary>A batch of the partners of a cycle, each with the decision whether it is paid.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerVerdict> Verdicts);
}

/// <summary>
/// Computes the total of the payouts, releases payouts beyond the limits, and records the partners that are not paid
/// with the reasons. The cycle is fixed from this step on: the approval and the payment are compared with the
/// fingerprint computed here.
/// </summary>
public sealed class ComputeCycle(ILedger ledger, IPrograms programs, CycleStore cycles, PayoutPolicies policies)
{
    private const string BeyondLimit = "monthly_limit";

    /// <inheritdoc cref="ComputeCycle"/>
    [Function(nameof(ComputeCycle))]
    public async Task<ComputedCycle> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var rules = await policies.InForceAsync(key.Program, cancellationToken);
        var reserved = await cycles.AllPayoutsAsync(key.Program, key.Period, cancellationToken);
        var fits = PayoutGate.Fit(
            [.. reserved.Select(payout => payout.Amount)],
            await MostAsync(key, rules, cancellationToken)
        );
        foreach (var beyond in reserved.Where((_, i) => !fits[i]))
        {
            await ledger.ReleaseAsync(key.Program, beyond.Partner, key.Period, BeyondLimit, cancellationToken);
            await cycles.PutPayoutAsync(
                key.Program,
                key.Period,
                beyond with
                {
                    Status = PayoutStatus.PutBack,
                    Reason = BeyondLimit,
                },
                cancellationToken
            );
        }

        var paid = reserved.Where((_, i) => fits[i]).ToList();
        var skipped = input
            .Verdicts.Where(verdict => verdict.Refusal is not null && verdict.Due != 0)
            .Select(verdict => new SkippedPartner(verdict.Partner, verdict.Due, verdict.Refusal!))
            .Concat(
                reserved
                    .Where((_, i) => !fits[i])
                    .Select(beyond => new SkippedPartner(beyond.Partner, beyond.Amount, BeyondLimit))
            );
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status != CycleStatus.Closing
                    ? stored
                    : stored.MoveTo(CycleStatus.Computed) with
                    {
                        Partners = paid.Count,
                        Total = paid.Sum(payout => payout.Amount),
                        Fingerprint = StoredPayout.Fingerprint(paid),
                        NeedsSecondApproval =
                            rules.SecondApprovalAbove is { } limit && paid.Sum(payout => payout.Amount) > limit,
                        Skipped = [.. skipped],
                    },
            cancellationToken
        );
        return new ComputedCycle(cycle.Partners, cycle.Total);
    }

    private async Task<long?> MostAsync(CycleKey key, PayoutRules rules, CancellationToken cancellationToken)
    {
        var pilot = (await programs.FindAsync(key.Program, cancellationToken))?.Limits.MaxMonthlyPayout;
        return (pilot, rules.MaxMonthlyTotal) switch
        {
            ({ } number, { } other) => Math.Min(number, other),
            _ => pilot ?? rules.MaxMonthlyTotal,
        };
    }

    /// <summary>All partners of a cycle, each with the decision whether it is paid.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerVerdict> Verdicts);
}
