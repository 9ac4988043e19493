using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Decides which partners are paid and reserves their due amounts. A call handles some partners and returns the last of
/// them; the next call continues there. When a call is repeated, the ledger returns the amounts reserved before, and
/// their partners are paid. The other partners are assessed again.
/// </summary>
public sealed class ReservePayouts(
    ILedger ledger,
    ILedgerJournal journal,
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    PartnerAssessment assessment
)
{
    /// <inheritdoc cref="ReservePayouts"/>
    [Function(nameof(ReservePayouts))]
    public async Task<PartnerId?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, input.Key, cancellationToken);
        if (cycle.Status != CycleStatus.Closing)
        {
            // A late call must not replace what later steps have stored about partners that are not paid.
            return null;
        }

        var page = await PartnerPage.ReadAsync(journal, program.Slug, input.After, cancellationToken);
        if (page.Last is not { } last)
        {
            return null;
        }

        var payees = await partners.FindPayeesAsync(program.Slug, page.Partners, cancellationToken);
        var verdicts = await assessment.AssessAsync(program, cycle, [.. payees.Values], cancellationToken);
        await skippedPartners.SetAsync(
            cycle,
            input.After,
            last,
            [
                .. verdicts
                    .Where(verdict => verdict.Refusal is not null && verdict.Due != 0)
                    .Select(verdict => new SkippedPartner(
                        verdict.Partner,
                        verdict.Due,
                        verdict.Refusal!,
                        verdict.Detail
                    )),
            ],
            cancellationToken
        );
        await ReserveAsync(
            program,
            cycle,
            [
                .. verdicts
                    .Where(verdict => verdict.Refusal is null)
                    .Select(verdict => (verdict, payees[verdict.Partner])),
            ],
            cancellationToken
        );
        return page.Next;
    }

    private async Task ReserveAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        IReadOnlyList<(PartnerVerdict Verdict, PartnerWithDetails Payee)> paid,
        CancellationToken cancellationToken
    )
    {
        var reserved = await ledger.ReserveAsync(
            program.Slug,
            [.. paid.Select(partner => partner.Verdict.Partner)],
            cycle.RunIn(program.Zone),
            cancellationToken
        );
        await cycles.AddPayoutsAsync(
            program.Slug,
            cycle.Period,
            paid.Where(partner => reserved[partner.Verdict.Partner].Amount > 0)
                .Select(partner => PayoutOf(cycle, partner.Verdict, partner.Payee, reserved[partner.Verdict.Partner])),
            cancellationToken
        );
    }

    // The payout keeps the account to which it is paid; an approval applies to this account only.
    private StoredPayout PayoutOf(
        StoredCycle cycle,
        PartnerVerdict verdict,
        PartnerWithDetails payee,
        PayoutReservation reserved
    ) =>
        new()
        {
            Id = StoredPayout.IdOf(verdict.Partner, cycle.Period),
            Partner = verdict.Partner,
            Name = payee.Partner.Name,
            Method = verdict.Method ?? string.Empty,
            Account = payee.Details is null ? null : partners.AccountOf(payee.Details),
            AccountSummary = payee.Partner.Payout.Summary,
            IsCompany = PaymentInstructions.IsCompany(payee.Partner, payee.Details),
            Amount = reserved.Amount,
            Currency = cycle.Currency,
            Lines = reserved.Lines,
            Attempt = cycle.Attempt,
        };

    /// <summary>The partners of a cycle after one of them.</summary>
    /// <param name="Key">The cycle.</param>
    /// <param name="After">The last partner that an earlier call has handled; null for the first call.</param>
    public sealed record Input(CycleKey Key, PartnerId? After = null);
}
