using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>Reservations without a cut-off, for tests that are about something else.</summary>
internal static class PayoutRuns
{
    public static PayoutRun WithoutCutOff(this Period period, int attempt = 0) =>
        new(period, DateTimeOffset.MaxValue, attempt);

    public static Task<PayoutReservation> ReserveAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => ledger.ReserveAsync(program, partner, period.WithoutCutOff(), cancellationToken);

    public static Task<PayoutDue> DueAsync(
        this ILedger ledger,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => ledger.DueAsync(program, partner, period.WithoutCutOff(), cancellationToken);
}
