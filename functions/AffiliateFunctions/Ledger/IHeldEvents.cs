using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The events whose commissions are held, as whoever keeps events knows them: they are told when a person has decided.
/// </summary>
public interface IHeldEvents
{
    /// <summary>A held commission of the event was released or reversed. May be told again.</summary>
    /// <param name="program">The program.</param>
    /// <param name="held">The event.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task DecidedAsync(ProgramSlug program, EventId held, CancellationToken cancellationToken);
}
