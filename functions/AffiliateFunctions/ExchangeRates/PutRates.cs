using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ExchangeRates;

/// <summary>
/// Sets exchange rates of a day, for sales in other currencies without a rate of their own. Only the rates of the given
/// currencies change; the day's other rates stay. Sales of the day that waited for a rate are retried; a sale that was
/// decided with a rate keeps it.
/// </summary>
[Tags("Exchange rates")]
public sealed class PutRates(
    IPrograms programs,
    RateStore rates,
    IExchangeRateListener listener,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Nested = "rates";

    /// <summary>Stores the exchange rates of a day.</summary>
    [Function(nameof(PutRates))]
    [EndpointSummary("Sets the exchange rates of the named currencies for a day; the others stay.")]
    [EndpointDescription(
        "A rate is the number of units of the program's currency for one unit of the other currency. Sales that waited "
            + "for it are applied."
    )]
    [Consumes(typeof(Dictionary<string, string>), "application/json")]
    [RequestExample("""{ "EUR": "1.0842", "GBP": "1.2710" }""")]
    [ResponseExample("""{ "date": "2026-11-05", "rates": { "EUR": "1.0842", "GBP": "1.2710" }, "retried": 1 }""")]
    [ProducesResponseType<RatesAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/fx-rates/{date}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<DateOnly>("The day.")] string date,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<Dictionary<string, JsonElement>>(cancellationToken);
                var day = body.Then(sent => Check(date, sent));
                if (!day.Succeeded)
                {
                    return HttpResults.Problem(day.Problem);
                }

                var before = await rates.FindAsync(program.Slug, day.Value.Date, cancellationToken);
                var stored = await rates.PutAsync(program.Slug, day.Value, cancellationToken);
                await audit.RecordCallerAsync(
                    program.Slug,
                    "exchange_rates_set",
                    RateStore.KeyOf(stored.Date),
                    clock.GetUtcNow(),
                    AuditChange.Between(before, stored),
                    cancellationToken
                );
                var retried = await listener.RatesStoredAsync(program.Slug, stored.Date, cancellationToken);
                return HttpResults.Ok(new RatesAnswer(stored.Date, stored.Rates, retried));
            },
            cancellationToken
        );

    /// <summary>Lists the exchange rates of recent days.</summary>
    [Function(nameof(ListRates))]
    [EndpointSummary("Lists the days that have exchange rates.")]
    [SortedBy("date: the oldest comes first", "date")]
    [Paged]
    [ResponseExample(
        """{ "data": [{ "date": "2026-11-05", "rates": { "EUR": "1.0842", "GBP": "1.2710" } }], "next_cursor": null }"""
    )]
    [ProducesResponseType<Page<DailyRates>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListRates(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/fx-rates")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                return paging.Succeeded
                    ? HttpResults.Ok(
                        await paging.Value.TakeAsync(
                            rates.ListAsync(program.Slug, paging.Value.After, cancellationToken),
                            day => RateStore.KeyOf(day.Date),
                            day => day
                        )
                    )
                    : HttpResults.Problem(paging.Problem);
            },
            cancellationToken
        );

    /// <summary>Validates the rates by currency: the members of the body, or of its member <c>rates</c>.</summary>
    internal static Result<DailyRates> Check(string date, IReadOnlyDictionary<string, JsonElement> body)
    {
        var (pointer, sent) =
            body.TryGetValue(Nested, out var nested) && body.Count == 1 && nested.ValueKind == JsonValueKind.Object
                ? (
                    $"/{Nested}",
                    nested.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)).ToList()
                )
                : (string.Empty, body.ToList());
        var errors = new List<(string Pointer, string Sentence)>();
        var rates = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (currency, value) in sent)
        {
            var rate = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (Mistake(currency, rate) is { } sentence)
            {
                errors.Add((pointer + JsonPointer.Step(currency), sentence));
                continue;
            }

            rates[currency] = rate!;
        }

        if (!RateStore.TryParse(date, out var day))
        {
            errors.Add(("/date", "Give the day in the address, such as 2026-11-05."));
        }

        if (sent.Count == 0)
        {
            errors.Add((pointer, "Give at least one rate, such as {\"EUR\": \"1.0875\"}."));
        }

        return errors.Count == 0 ? new DailyRates(day, rates) : Problem.Invalid(errors);
    }

    private static string? Mistake(string currency, string? rate) =>
        !Currency.TryParse(currency, out _) ? $"Name {Currency.Form}."
        : rate is null || Amounts.ReadRate(rate) is null
            ? "Give a positive decimal number in a string, such as \"1.0875\": units of the program's currency for "
                + "one unit of this one."
        : null;
}

/// <summary>The exchange rates of a day after the update.</summary>
/// <param name="Date">The day.</param>
/// <param name="Rates">The rates by currency.</param>
/// <param name="Retried">The number of retried sales that waited for a rate.</param>
internal sealed record RatesAnswer(DateOnly Date, IReadOnlyDictionary<string, string> Rates, int Retried);
