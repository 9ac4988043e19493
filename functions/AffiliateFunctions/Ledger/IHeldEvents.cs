using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The events whose commissions are held. The feature that stores events implements this to learn about decisions.
/// </summary>
public interface IHeldEvents
{
    /// <summary>
    /// Reports that a held commission of the event was released or reversed. The call may be repeated.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="held">The event.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task DecidedAsync(ProgramSlug program, EventId held, CancellationToken cancellationToken);
}
