using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Reserves the due amounts of the partners that are paid. When the step is repeated, the ledger returns the amounts
/// reserved before.
/// </summary>
public sealed class ReservePayouts(ILedger ledger, IPrograms programs, IPartners partners, CycleStore cycles)
{
    /// <inheritdoc cref="ReservePayouts"/>
    [Function(nameof(ReservePayouts))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, input.Key, cancellationToken);
        foreach (var verdict in input.Verdicts.Where(verdict => verdict.Refusal is null))
        {
            var reserved = await ledger.ReserveAsync(
                program.Slug,
                verdict.Partner,
                cycle.RunIn(program.Zone),
                cancellationToken
            );
            if (reserved.Amount > 0)
            {
                await cycles.AddPayoutAsync(
                    program.Slug,
                    cycle.Period,
                    await PayoutOfAsync(program, cycle, verdict, reserved, cancellationToken),
                    cancellationToken
                );
            }
        }
    }

    // The payout keeps the account to which it is paid; an approval applies to this account only.
    private async Task<StoredPayout> PayoutOfAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        PartnerVerdict verdict,
        PayoutReservation reserved,
        CancellationToken cancellationToken
    )
    {
        var payee = await partners.FindPayeeAsync(program.Slug, verdict.Partner, cancellationToken);
        var (partner, details) = (payee?.Partner, payee?.Details);
        return new StoredPayout
        {
            Id = StoredPayout.IdOf(verdict.Partner, cycle.Period),
            Partner = verdict.Partner,
            Name = partner?.Name ?? verdict.Partner.Value,
            Method = verdict.Method ?? string.Empty,
            Account = details is null ? null : partners.AccountOf(details),
            AccountSummary = partner?.Payout.Summary,
            IsCompany = partner is not null && PaymentInstructions.IsCompany(partner, details),
            Amount = reserved.Amount,
            Currency = program.Currency,
            Lines = reserved.Lines,
            Attempt = cycle.Attempt,
        };
    }

    /// <summary>A batch of the partners of a cycle, each with the decision whether it is paid.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerVerdict> Verdicts);
}
