using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Makes due commissions payable and decides which partners are paid. The decision is final: a partner for which an
/// earlier run of the cycle has reserved an amount is paid, whatever changes later.
/// </summary>
public sealed class PartnerAssessment(
    ILedger ledger,
    PayoutPolicies policies,
    PayoutSettingsStore settings,
    TimeProvider clock
)
{
    /// <summary>Returns the decisions about some partners of a cycle, in their order.</summary>
    public async Task<IReadOnlyList<PartnerVerdict>> AssessAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        IReadOnlyCollection<PartnerWithDetails> payees,
        CancellationToken cancellationToken
    )
    {
        var rules = await policies.InForceAsync(program.Slug, cancellationToken);
        var terms = new PaymentFileTerms(
            cycle,
            await settings.ReadAsync(program.Slug, cycle.PayoutSettings, cancellationToken),
            TimeZoneInfo.ConvertTime(cycle.StartedAt, program.Zone)
        );
        var due = await ledger.DueAsync(
            program.Slug,
            [.. payees.Select(payee => payee.Partner.Id)],
            cycle.RunIn(program.Zone),
            clock.GetUtcNow(),
            cancellationToken
        );
        var verdicts = new List<PartnerVerdict>();
        foreach (var payee in payees)
        {
            var dueNow = due[payee.Partner.Id];
            verdicts.Add(await AssessAsync(payee, dueNow, program, terms, rules, cancellationToken));
        }

        return verdicts;
    }

    private async ValueTask<PartnerVerdict> AssessAsync(
        PartnerWithDetails payee,
        PayoutDue due,
        AffiliateProgram program,
        PaymentFileTerms terms,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        var (partner, cycle) = (payee.Partner, terms.Cycle);
        if (due.IsReserved)
        {
            return new PartnerVerdict(partner.Id, partner.Payout.Method, due.Amount, Refusal: null);
        }

        var candidate = PayoutCandidates.Of(program, partner, due.Amount, cycle.StartedAt, clock.GetUtcNow());
        var refusal =
            cycle.Excludes(partner.Id) && candidate.Due > 0
                ? SkipReasons.Excluded
                : PayoutGate.Refusal(candidate, rules);
        return refusal is null
            ? await CheckDetailsAsync(payee, candidate, terms, cancellationToken)
            : new PartnerVerdict(partner.Id, partner.Payout.Method, candidate.Due, refusal);
    }

    // What a file cannot carry is found before people approve it.
    private static async ValueTask<PartnerVerdict> CheckDetailsAsync(
        PartnerWithDetails payee,
        PayoutCandidate candidate,
        PaymentFileTerms terms,
        CancellationToken cancellationToken
    )
    {
        var partner = payee.Partner;
        var verdict = new PartnerVerdict(partner.Id, candidate.Method, candidate.Due, Refusal: null);
        if (payee.Details is not { } details)
        {
            return verdict with { Refusal = SkipReasons.DetailsMissing };
        }

        var instruction = PaymentInstructions.Of(
            new StoredPayout
            {
                Id = StoredPayout.IdOf(partner.Id, terms.Cycle.Period),
                Partner = partner.Id,
                Name = partner.Name,
                Method = details.Method,
                Amount = candidate.Due,
                Currency = candidate.Currency,
                Lines = [],
                IsCompany = PaymentInstructions.IsCompany(partner, details),
            },
            details,
            terms.Cycle.Period
        );
        return await terms.RefusalOfAsync(details.Method, instruction, cancellationToken) is { } refused
            ? verdict with
            {
                Refusal = SkipReasons.DetailsInvalid,
                Detail = refused.ToSentence(),
            }
            : verdict;
    }
}
