namespace AffiliateFunctions.ExchangeRates;

/// <summary>The exchange rates of one day.</summary>
/// <param name="Date">The day, in UTC.</param>
/// <param name="Rates">
/// Units of the program's currency for one unit of another currency, as decimal text, by the ISO 4217 code of the other
/// currency.
/// </param>
public sealed record DailyRates(DateOnly Date, IReadOnlyDictionary<string, string> Rates)
{
    /// <summary>Returns these rates, completed by the known rates of the same day for other currencies.</summary>
    public DailyRates Over(DailyRates? known)
    {
        var rates = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (currency, rate) in (known?.Rates ?? new Dictionary<string, string>()).Concat(Rates))
        {
            rates[currency] = rate;
        }

        return this with
        {
            Rates = rates,
        };
    }
}
