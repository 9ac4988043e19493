using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Shows a partner its statement by the link in the e-mail. Nothing is changed.</summary>
[Tags("Cycles")]
public sealed class ShowStatement(StatementLinks links, StatementAnswers answers, PageAnswers pages)
{
    /// <inheritdoc cref="ShowStatement"/>
    [Function(nameof(ShowStatement))]
    [EndpointSummary("Shows the statement of a link, as a page, as CSV or as JSON; changes nothing.")]
    [ProducesResponseType<StatementAnswer>(StatusCodes.Status200OK, "application/json", "text/csv", "text/html")]
    [ProducesPages(400, 410)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "statements/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        links.Read(token) switch
        {
            ({ } address, _) => answers.AnswerAsync(request, address, cancellationToken),
            (_, LinkRefusal.Expired) => pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "Ask the program for the statement, or open the link in a later e-mail.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            _ => pages.InvalidLinkAsync("The link is incomplete. Copy the complete link from the e-mail."),
        };
}
