using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Returns every measure with its definition and its values of some months.</summary>
[Tags("Reviews")]
public sealed class GetSignals(IPrograms programs, MonthSignals signals, TimeProvider clock)
{
    private const int DefaultMonths = 6;
    private const int MaxMonths = 12;

    /// <inheritdoc cref="GetSignals"/>
    [Function(nameof(GetSignals))]
    [EndpointSummary("Returns every measure of the review: its definition, and its values by month.")]
    [EndpointDescription(
        "Months with a review of their own have the values that the review was decided on; other months, and those of a "
            + "review that covers several months, are measured now. Months before the program began are left out."
    )]
    [QueryParameter<Period>("from", "The first month; by default five months before the last one.")]
    [QueryParameter<Period>("to", "The last month; by default the current one. At most 12 months after the first.")]
    [ProducesResponseType<SignalsAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/signals")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var months = MonthsOf(program, request);
                return months.Succeeded
                    ? HttpResults.Ok(await OfAsync(program, months.Value, cancellationToken))
                    : HttpResults.Problem(months.Problem);
            },
            cancellationToken
        );

    private async Task<SignalsAnswer> OfAsync(
        AffiliateProgram program,
        IReadOnlyList<Period> months,
        CancellationToken cancellationToken
    )
    {
        var measured = (await signals.OfAsync(program, months, cancellationToken))
            .Select(of => (of.Month, ByName: of.Signals.ToDictionary(signal => signal.Metric, StringComparer.Ordinal)))
            .ToList();
        return new SignalsAnswer(
            program.Currency,
            [
                .. SignalCatalog.All.Select(definition =>
                    SignalSeries.Of(
                        definition,
                        measured
                            .Where(of => of.ByName.ContainsKey(definition.Name))
                            .Select(of => SignalMonth.Of(of.Month, of.ByName[definition.Name]))
                    )
                ),
            ]
        );
    }

    private Result<IReadOnlyList<Period>> MonthsOf(AffiliateProgram program, HttpRequest request)
    {
        var values = new QueryValues(request.Query);
        var current = Period.Of(clock.GetUtcNow(), program.Zone);
        var to = values.Read<Period>("to", PeriodOf, Period.Form) ?? current;
        var from = values.Read<Period>("from", PeriodOf, Period.Form) ?? to.Back(DefaultMonths - 1);
        if (values.Errors.Count > 0)
        {
            return Problem.Invalid(values.Errors);
        }

        if (from > to || from < to.Back(MaxMonths - 1))
        {
            return Problem.Invalid("/from", $"Give a month that is not after 'to', and at most {MaxMonths} months.");
        }

        var first = Period.Of(program.CreatedAt, program.Zone);
        var months = new List<Period>();
        for (var month = from; month <= to && month <= current; month = month.Next)
        {
            if (month >= first)
            {
                months.Add(month);
            }
        }

        return months;
    }

    private static Period? PeriodOf(string text) => Period.TryParse(text, out var period) ? period : null;
}
