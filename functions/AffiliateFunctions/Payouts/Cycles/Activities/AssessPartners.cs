using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
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
    PayoutSettingsStore settings,
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
        var terms = new PaymentFileTerms(
            cycle,
            await settings.ReadAsync(program.Slug, cycle.PayoutSettings, cancellationToken),
            TimeZoneInfo.ConvertTime(cycle.StartedAt, program.Zone)
        );
        var verdicts = new List<PartnerVerdict>();
        foreach (var id in input.Partners)
        {
            await ledger.MatureAsync(program.Slug, id, clock.GetUtcNow(), cancellationToken);
            if (await partners.FindPayeeAsync(program.Slug, id, cancellationToken) is { } payee)
            {
                verdicts.Add(await AssessAsync(payee, program, terms, rules, cancellationToken));
            }
        }

        return verdicts;
    }

    private async Task<PartnerVerdict> AssessAsync(
        PartnerWithDetails payee,
        AffiliateProgram program,
        PaymentFileTerms terms,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        var (partner, cycle) = (payee.Partner, terms.Cycle);
        var due = await ledger.DueAsync(program.Slug, partner.Id, cycle.RunIn(program.Zone), cancellationToken);
        if (due.IsReserved)
        {
            return new PartnerVerdict(partner.Id, partner.Payout.Method, due.Amount, Refusal: null);
        }

        var candidate = new PayoutCandidate(
            partner.IsPaidAt(cycle.StartedAt),
            partner.Payout.Method,
            partner.Tax.IsValidAt(clock.GetUtcNow(), program.Zone),
            due.Amount,
            program.Currency,
            partner.Payout.HeldUntil > clock.GetUtcNow(),
            IsLast: partner.Status == PartnerStatus.Closed
        );
        var refusal =
            cycle.Excludes(partner.Id) && candidate.Due > 0
                ? SkipReasons.Excluded
                : PayoutGate.Refusal(candidate, rules);
        return refusal is null
            ? CheckDetails(payee, candidate, terms)
            : new PartnerVerdict(partner.Id, partner.Payout.Method, candidate.Due, refusal);
    }

    // What a file cannot carry is found before people approve it.
    private static PartnerVerdict CheckDetails(
        PartnerWithDetails payee,
        PayoutCandidate candidate,
        PaymentFileTerms terms
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
        return terms.RefusalOf(details.Method, instruction) is { } refused
            ? verdict with
            {
                Refusal = SkipReasons.DetailsInvalid,
                Detail = refused.ToSentence(),
            }
            : verdict;
    }

    /// <summary>A batch of the partners of a cycle.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerId> Partners);
}
