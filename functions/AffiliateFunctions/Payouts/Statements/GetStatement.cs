using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Returns a partner's statement as JSON, as CSV, or as a page.</summary>
[Tags("Cycles")]
public sealed class GetStatement(StatementAnswers answers)
{
    /// <inheritdoc cref="GetStatement"/>
    [Function(nameof(GetStatement))]
    [EndpointSummary("Returns a partner's statement, as JSON, as CSV or as a page.")]
    [EndpointDescription(
        "The statement is preliminary until the month's cycle sends it, and never changes afterwards. The opening "
            + "balance plus the movements is the closing balance. A payout is a movement of the month in which it is "
            + "paid."
    )]
    [ProducesResponseType<StatementAnswer>(StatusCodes.Status200OK, "application/json", "text/csv", "text/html")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "get",
            Route = "api/programs/{slug}/partners/{id}/statements/{period}"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) => answers.AnswerAsync(request, new StatementAddress(slug, id, period), cancellationToken);
}
