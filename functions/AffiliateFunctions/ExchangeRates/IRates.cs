using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>The exchange rates of the programs.</summary>
public interface IRates
{
    /// <summary>
    /// Units of the program's currency for one unit of the given one on the day of that time, or null.
    /// </summary>
    Task<decimal?> FindAsync(
        ProgramSlug program,
        Currency currency,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}
