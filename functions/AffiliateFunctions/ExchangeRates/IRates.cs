using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>Reads the exchange rates of the programs.</summary>
public interface IRates
{
    /// <summary>
    /// Returns the units of the program's currency for one unit of the given currency on the day of that time, or null.
    /// </summary>
    Task<decimal?> FindAsync(
        ProgramSlug program,
        Currency currency,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}
