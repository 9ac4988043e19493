using Affiliate.Domain.Monetary;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Retry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Rates;

/// <summary>
/// Sets the exchange rates of a day, for sales in other currencies that bring no rate of their own. Sales of the day that waited for
/// one go on; what was decided with a rate keeps it.
/// </summary>
public sealed class PutRates(IPrograms programs, RateStore rates, RetryEvents retry)
{
    /// <summary>Stores the exchange rates of a day.</summary>
    [Function(nameof(PutRates))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/fx-rates/{date}")] HttpRequest request,
        string slug,
        string date,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var body = await program.ThenAsync(_ => request.ReadJsonAsync<Body>(cancellationToken));
        var day = await body.ThenAsync(sent => Task.FromResult(Check(date, sent)));
        if (!program.Succeeded || !day.Succeeded)
        {
            return Answer.Problem(program.Problem ?? day.Problem!);
        }

        await rates.PutAsync(program.Value.Slug, day.Value, cancellationToken);
        var retried = await retry.WaitingForRatesAsync(program.Value.Slug, day.Value.Date, cancellationToken);
        return Answer.Ok(new { day.Value.Date, day.Value.Rates, Retried = retried });
    }

    /// <summary>Lists the exchange rates of recent days.</summary>
    [Function(nameof(ListRates))]
    public async Task<IResult> ListRates(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/fx-rates")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var paging = await program.ThenAsync(_ => Task.FromResult(PageRequest.Read(request)));
        return paging.Succeeded
            ? Answer.Ok(await paging.Value.TakeAsync(rates.ListAsync(program.Value!.Slug, paging.Value.After, cancellationToken), day => RateStore.KeyOf(day.Date), day => day))
            : Answer.Problem(paging.Problem);
    }

    private static Result<DailyRates> Check(string date, Body body)
    {
        var errors = body.Rates.Select(rate => ($"/rates/{rate.Key}", Mistake(rate.Key, rate.Value))).Where(error => error.Item2 is not null).Select(error => (error.Item1, error.Item2!)).ToList();
        if (!RateStore.TryParse(date, out var day))
        {
            errors.Add(("/date", "Give the day in the address, such as 2026-11-05."));
        }

        if (body.Rates.Count == 0)
        {
            errors.Add(("/rates", "Give at least one rate, such as {\"EUR\": \"1.0875\"}."));
        }

        return errors.Count == 0 ? new DailyRates(day, body.Rates) : Problem.Invalid(errors);
    }

    private static string? Mistake(string currency, string? rate) => !Currency.TryParse(currency, out _) ? $"Name {Currency.Form}."
        : rate is null || EventValidator.ReadRate(rate) is null ? "Give a positive decimal number in a string, such as \"1.0875\": units of the program's currency for one unit of this one."
        : null;

    /// <summary>The request: decimal text by currency.</summary>
    public sealed record Body(IReadOnlyDictionary<string, string> Rates);
}
