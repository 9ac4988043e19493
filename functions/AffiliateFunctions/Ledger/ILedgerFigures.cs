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

    /// <summary>
    /// Whether the partner has a commission for a stage or a sale of the time that was not taken back. Reads one line
    /// at least, and those of the time at most.
    /// </summary>
    Task<bool> HasQualifiedConversionAsync(
        ProgramSlug program,
        PartnerId partner,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );
}

/// <summary>A line of the ledger.</summary>
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
