using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
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
        var key = input.Key;
        var program =
            await programs.FindAsync(key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} is gone.");
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
