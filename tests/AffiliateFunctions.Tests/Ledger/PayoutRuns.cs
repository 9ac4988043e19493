using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Movements of one partner, and reservations without a cut-off for tests that are about something else.
/// </summary>
internal static class PayoutRuns
{
    public static PayoutRun WithoutCutOff(this Period period, int attempt = 0) =>
        new(period, DateTimeOffset.MaxValue, attempt);

    public static Task MatureAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    ) => ledger.DueAsync(program, [partner], Period.Parse("2000-01").WithoutCutOff(), asOf, cancellationToken);

    public static async Task<PayoutDue> DueAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        PayoutRun run,
        CancellationToken cancellationToken
    ) => (await ledger.DueAsync(program, [partner], run, DateTimeOffset.UnixEpoch, cancellationToken))[partner];

    public static Task<PayoutDue> DueAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => ledger.DueAsync(program, partner, period.WithoutCutOff(), cancellationToken);

    public static async Task<PayoutReservation> ReserveAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        PayoutRun run,
        CancellationToken cancellationToken
    ) => (await ledger.ReserveAsync(program, [partner], run, cancellationToken))[partner];

    public static Task<PayoutReservation> ReserveAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => ledger.ReserveAsync(program, partner, period.WithoutCutOff(), cancellationToken);

    /// <exception cref="PayoutStateException">The payout was never reserved, or it was put back.</exception>
    public static async Task PayAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var conflicts = await ledger.PayAsync(program, [partner], period, cancellationToken);
        if (conflicts.TryGetValue(partner, out var conflict))
        {
            throw conflict;
        }
    }
}
