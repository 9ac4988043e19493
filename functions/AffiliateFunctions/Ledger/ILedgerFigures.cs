using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>What the review of a month reads of the ledger.</summary>
public interface ILedgerFigures
{
    /// <summary>
    /// Lists the lines for conversions and decisions in the time, by partner. Storage filters them by their ids, which
    /// contain that time; earlier lines are not transferred.
    /// </summary>
    IAsyncEnumerable<ReviewedLine> LinesAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );

    /// <summary>Lists the holds that persons ended at or after a time.</summary>
    IAsyncEnumerable<EndedHold> EndedHoldsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Lists what the partners have begun, from their counters of all time.</summary>
    IAsyncEnumerable<PartnerBeginning> BeginningsAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// Returns those of the partners who have a commission for a stage or a sale within their time that was not taken
    /// back. Reads a few partners one by one, and the lines of the whole time for many.
    /// </summary>
    Task<IReadOnlySet<PartnerId>> QualifiedAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerTrial> trials,
        CancellationToken cancellationToken
    );
}

/// <summary>What a partner has begun. Clicks are counted at night, so those of the last day may be missing.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="HasClick">Whether the partner ever had a click.</param>
/// <param name="HasSale">Whether the partner ever had a sale.</param>
public sealed record PartnerBeginning(PartnerId Partner, bool HasClick, bool HasSale);

/// <summary>The time in which a partner is to have a conversion.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after the time.</param>
public sealed record PartnerTrial(PartnerId Partner, DateTimeOffset From, DateTimeOffset To);

/// <summary>A line of the ledger that was granted in the month; opening balances are none.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Kept">The amount of the line now, in minor units.</param>
/// <param name="IsHeld">Whether it is held.</param>
/// <param name="IsManual">Whether a person posted or voided it by hand.</param>
public sealed record ReviewedLine(PartnerId Partner, long Kept, bool IsHeld, bool IsManual);

/// <summary>The end of a hold.</summary>
/// <param name="DecidedAt">When a person decided.</param>
/// <param name="IsReleased">Whether the commission was released.</param>
/// <param name="IsTakenBack">Whether a released commission was taken back later, in part or whole.</param>
public sealed record EndedHold(DateTimeOffset DecidedAt, bool IsReleased, bool IsTakenBack);
