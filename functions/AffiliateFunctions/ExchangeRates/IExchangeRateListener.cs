using Affiliate.Domain.Identity;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>A feature that has work waiting for exchange rates.</summary>
public interface IExchangeRateListener
{
    /// <summary>Continues the work that waits for a rate of the given day.</summary>
    /// <returns>The number of retried events.</returns>
    Task<int> RatesStoredAsync(ProgramSlug program, DateOnly date, CancellationToken cancellationToken);
}
