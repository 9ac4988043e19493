using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>The table <c>rates</c>, with one row per program and day.</summary>
public sealed class RateStore(StorageTables tables) : IRates
{
    /// <summary>The name of the table.</summary>
    public const string Table = "rates";

    private const string DateForm = "yyyy-MM-dd";
    private const string Data = "data";

    private TableClient Rows => tables[Table];

    /// <summary>
    /// Sets the rates of the given currencies, keeps the day's others, and returns all rates of the day.
    /// </summary>
    public async Task<DailyRates> PutAsync(ProgramSlug program, DailyRates day, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the exchange rates of {program}");
        while (true)
        {
            var stored = await Rows.GetEntityIfExistsAsync<TableEntity>(
                program.Value,
                KeyOf(day.Date),
                cancellationToken: cancellationToken
            );
            var known = stored.HasValue ? stored.Value!.GetJson<DailyRates>(Data) : null;
            var whole = day.Over(known);
            var row = new TableEntity(program.Value, KeyOf(day.Date));
            row.SetJson(Data, whole);
            try
            {
                await (
                    known is null
                        ? Rows.AddEntityAsync(row, cancellationToken)
                        : Rows.UpdateEntityAsync(row, stored.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                );
                return whole;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another request has changed the day's rates; the next attempt reads them again.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>Finds the rates of a day; null if there are none.</summary>
    public async Task<DailyRates?> FindAsync(ProgramSlug program, DateOnly date, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            KeyOf(date),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<DailyRates>(Data) : null;
    }

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
        return Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => row.GetJson<DailyRates>(Data));
    }

    /// <summary>Returns the key of a day's row.</summary>
    public static string KeyOf(DateOnly date) => date.ToString(DateForm, CultureInfo.InvariantCulture);

    /// <summary>Parses a day such as <c>2026-11-05</c>.</summary>
    public static bool TryParse(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
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
