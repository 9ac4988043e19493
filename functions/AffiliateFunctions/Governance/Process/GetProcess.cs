using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Process;

/// <summary>Returns the friction map: what waits at each step, for how long, and for whom.</summary>
[Tags("Reviews")]
public sealed class GetProcess(IPrograms programs, FrictionMap map, TimeProvider clock)
{
    private const int DefaultDays = 90;
    private const int MaxDays = 365;

    /// <inheritdoc cref="GetProcess"/>
    [Function(nameof(GetProcess))]
    [EndpointSummary("Returns for each step of the workflows what waits now, and how long the step takes.")]
    [EndpointDescription(
        "A step of the charter's workflow with the name of a step here sets its owner and its time. Events are counted "
            + "for one day."
    )]
    [QueryParameter<int>(
        "days",
        "How many days back ended steps are counted; 90 by default.",
        Minimum = 1,
        Maximum = MaxDays
    )]
    [ProducesResponseType<ProcessAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/process")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var days = values.Read<int>("days", DaysOf, $"a number of days from 1 to {MaxDays}") ?? DefaultDays;
                return values.Errors.Count > 0
                    ? HttpResults.Problem(Problem.Invalid(values.Errors))
                    : HttpResults.Ok(await map.OfAsync(program, clock.GetUtcNow().AddDays(-days), cancellationToken));
            },
            cancellationToken
        );

    private static int? DaysOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MaxDays
            ? days
            : null;
}
