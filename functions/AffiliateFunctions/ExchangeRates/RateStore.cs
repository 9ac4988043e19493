using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>The table <c>rates</c>, with one row per program and day.</summary>
public sealed class RateStore(StorageTables tables) : IRates
{
    /// <summary>The name of the table.</summary>
    public const string Table = "rates";

    private const string DateForm = "yyyy-MM-dd";

    private TableDocuments<DailyRates> Days => new(tables[Table]);

    /// <summary>
    /// Sets the rates of the given currencies, keeps the day's others, and returns all rates of the day.
    /// </summary>
    public async Task<DailyRates> PutAsync(ProgramSlug program, DailyRates day, CancellationToken cancellationToken) =>
        (await Days.ChangeAsync(DocumentKeyOf(program, day.Date), day.Over, cancellationToken))!;

    /// <summary>Finds the rates of a day; null if there are none.</summary>
    public Task<DailyRates?> FindAsync(ProgramSlug program, DateOnly date, CancellationToken cancellationToken) =>
        Days.FindAsync(DocumentKeyOf(program, date), cancellationToken);

    /// <inheritdoc/>
    public async Task<decimal?> FindAsync(
        ProgramSlug program,
        Currency currency,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        await new RateLookup(this, program).FindAsync(currency.Value, at, cancellationToken) is { } rate
            ? Amounts.ReadRate(rate)
            : null;

    /// <summary>Lists the days that have rates, after the given key, in order.</summary>
    public IAsyncEnumerable<DailyRates> ListAsync(
        ProgramSlug program,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {after ?? string.Empty}"
        );
        return Days.ListAsync(filter, cancellationToken);
    }

    /// <summary>Returns the key of a day's row.</summary>
    public static string KeyOf(DateOnly date) => date.ToString(DateForm, CultureInfo.InvariantCulture);

    /// <summary>Parses a day such as <c>2026-11-05</c>.</summary>
    public static bool TryParse(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static DocumentKey DocumentKeyOf(ProgramSlug program, DateOnly date) =>
        new(program.Value, KeyOf(date), $"the exchange rates of {program} on {KeyOf(date)}");
}

/// <summary>Looks up the rates for the events of one message. Each day is read once. Safe for concurrent use.</summary>
public sealed class RateLookup(RateStore store, ProgramSlug program)
{
    private readonly GatheredReads<DateOnly, DailyRates> days = new(
        async (dates, cancellationToken) =>
        {
            var read = await Task.WhenAll(dates.Select(date => store.FindAsync(program, date, cancellationToken)));
            return read.OfType<DailyRates>().ToDictionary(day => day.Date);
        }
    );

    /// <summary>
    /// Returns the units of the program's currency for one unit of the given currency on the day of the event, or null.
    /// </summary>
    public async Task<string?> FindAsync(string currency, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await days.FindAsync(DateOnly.FromDateTime(at.UtcDateTime), cancellationToken))?.Rates.GetValueOrDefault(
            currency
        );
}
