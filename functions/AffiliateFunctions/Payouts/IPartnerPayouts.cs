using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Payouts;

/// <summary>What the partner's own pages read of payouts and statements.</summary>
public interface IPartnerPayouts
{
    /// <summary>Returns when the partner is paid next, and what is missing for it.</summary>
    Task<NextPayout> NextAsync(
        AffiliateProgram program,
        Partner partner,
        PartnerBalance balance,
        CancellationToken cancellationToken
    );

    /// <summary>Lists the months of cycles since the partner was created, the newest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="before">Only months before this one; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<PartnerMonth> MonthsAsync(
        AffiliateProgram program,
        Partner partner,
        Period? before,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the partner's statement of a month; null if the partner has none.</summary>
    Task<Statement?> StatementAsync(
        AffiliateProgram program,
        Partner partner,
        Period period,
        CancellationToken cancellationToken
    );
}

/// <summary>The next payout of a partner.</summary>
/// <param name="Month">The month that is closed for it.</param>
/// <param name="Day">The day on which the month is closed, in the program's time zone.</param>
/// <param name="Missing">What keeps the program from paying, by the names of <c>SkipReasons</c>.</param>
/// <param name="Minimum">The least amount that is paid, in minor units.</param>
public sealed record NextPayout(Period Month, DateOnly Day, IReadOnlyList<string> Missing, long Minimum);

/// <summary>The payout of a partner in a month.</summary>
/// <param name="Period">The month.</param>
/// <param name="Payout">The payout; null if the month has none.</param>
public sealed record PartnerMonth(Period Period, MonthPayout? Payout)
{
    /// <summary>
    /// Whether the program has decided about the month. Before, a reserved payout can still be put back, and a month
    /// without a payout can still get one.
    /// </summary>
    [JsonIgnore]
    public bool IsDecided { get; init; }
}

/// <summary>A payout of a partner.</summary>
/// <param name="Amount">The amount in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Status"><c>reserved</c>, <c>paid</c>, <c>failed</c>, <c>put_back</c> or <c>returned</c>.</param>
/// <param name="Method">The payout method.</param>
/// <param name="SettledAt">When it was paid or failed, or null.</param>
/// <param name="Reason">Why the payment failed or was put back, in words, or null.</param>
public sealed record MonthPayout(
    long Amount,
    string Currency,
    string Status,
    string Method,
    DateTimeOffset? SettledAt,
    string? Reason
);
