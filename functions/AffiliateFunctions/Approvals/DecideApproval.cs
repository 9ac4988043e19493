using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals;

/// <summary>The page of an approval link. GET shows the page and changes nothing; POST decides.</summary>
[Tags("Approvals")]
public sealed class DecideApproval(ApprovalService service, ApprovalPages pages)
{
    /// <summary>Shows what is to be decided. GET changes nothing.</summary>
    [Function(nameof(ShowApproval))]
    [EndpointSummary("Shows the request for a decision; changes nothing.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status400BadRequest, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status403Forbidden, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status409Conflict, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status410Gone, "text/html")]
    public async Task<IResult> ShowApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "approve/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        return await pages.AnswerAsync(
            await service.OpenAsync(token, cancellationToken),
            token,
            new DecisionForm(null, null, null)
        );
    }

    /// <summary>Stores the decision of the form.</summary>
    [Function(nameof(DecideApproval))]
    [EndpointSummary("Records the decision; a token can decide once.")]
    [Consumes(typeof(DecisionForm), "application/x-www-form-urlencoded")]
    [RequestExample("decision=approve&note=Known+from+the+fair")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status400BadRequest, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status403Forbidden, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status409Conflict, "text/html")]
    [ProducesResponseType<string>(StatusCodes.Status410Gone, "text/html")]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approve/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var form = new DecisionForm(
            fields.Value.GetValueOrDefault("decision"),
            fields.Value.GetValueOrDefault("reason"),
            fields.Value.GetValueOrDefault("note")
        );
        return await pages.AnswerAsync(
            await service.DecideAsync(token, form, orchestrations, cancellationToken),
            token,
            form
        );
    }
}

/// <summary>The fields of the form on the page.</summary>
public sealed record DecisionForm(string? Decision = null, string? Reason = null, string? Note = null);
