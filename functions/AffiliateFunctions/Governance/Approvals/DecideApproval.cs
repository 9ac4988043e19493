using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.Approvals;

/// <summary>The page behind an approval's link. GET shows and changes nothing, POST decides.</summary>
public sealed class DecideApproval(ApprovalDesk desk, ApprovalPages pages, OpenRoutes routes)
{
    /// <summary>Shows what is to be decided; a GET changes nothing.</summary>
    [Function(nameof(ShowApproval))]
    public async Task<IResult> ShowApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "approve/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
    {
        if (routes.Refuse(request) is { } refusal)
        {
            return Answer.Problem(refusal);
        }

        return await pages.AnswerAsync(await desk.OpenAsync(token, cancellationToken), token, new DecisionForm(null, null, null));
    }

    /// <summary>Takes the decision that the form carries.</summary>
    [Function(nameof(DecideApproval))]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approve/{token}")] HttpRequest request,
        string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
    {
        if (routes.Refuse(request) is { } refusal)
        {
            return Answer.Problem(refusal);
        }

        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        if (!fields.Succeeded)
        {
            return Answer.Problem(fields.Problem);
        }

        var form = new DecisionForm(fields.Value.GetValueOrDefault("decision"), fields.Value.GetValueOrDefault("reason"), fields.Value.GetValueOrDefault("note"));
        return await pages.AnswerAsync(await desk.DecideAsync(token, form, orchestrations, cancellationToken), token, form);
    }
}

/// <summary>What the form of the page sends.</summary>
public sealed record DecisionForm(string? Decision, string? Reason, string? Note);
