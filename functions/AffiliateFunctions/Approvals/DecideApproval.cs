using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Approvals;

/// <summary>The page of an approval link. GET shows the page and changes nothing; POST decides.</summary>
[Tags("Approvals")]
public sealed class DecideApproval(ApprovalService service, ApprovalSignIns signIns, ApprovalPages pages)
{
    // Two texts of 4,000 characters, percent-encoded, and hundreds of selected rows.
    private const int MaxFormBytes = 256 * 1024;

    /// <summary>Shows what is to be decided. GET changes nothing.</summary>
    [Function(nameof(ShowApproval))]
    [EndpointSummary("Shows the request for a decision; changes nothing.")]
    [ProducesPages(200, 400, 403, 409, 410)]
    public async Task<IResult> ShowApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "approve/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        return await pages.AnswerAsync(
            await service.OpenAsync(token, signIns.PersonOf(request), cancellationToken),
            token,
            new DecisionForm()
        );
    }

    /// <summary>Stores the decision of the form.</summary>
    [Function(nameof(DecideApproval))]
    [EndpointSummary("Records the decision; a token can decide once.")]
    [Consumes(typeof(DecisionForm), "application/x-www-form-urlencoded")]
    [RequestExample("decision=approve&note=Known+from+the+fair")]
    [ProducesPages(200, 400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approve/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormValuesAsync(MaxFormBytes, cancellationToken);
        if (!fields.Succeeded)
        {
            return HttpResults.Problem(fields.Problem);
        }

        var form = DecisionForm.Of(fields.Value);
        return await pages.AnswerAsync(
            await service.DecideAsync(token, form, signIns.PersonOf(request), orchestrations, cancellationToken),
            token,
            form
        );
    }
}

/// <summary>The fields of the form on the page.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">The reason of a decision about the whole.</param>
/// <param name="Note">A note for the record.</param>
/// <param name="Selected">The values of the selected rows.</param>
/// <param name="SelectionReason">The reason of a decision about the selected rows.</param>
/// <param name="ReasonCode">The code of the chosen reason.</param>
/// <param name="Inputs">What was entered with the decision; fields such as <c>inputs.code</c>.</param>
public sealed record DecisionForm(
    string? Decision = null,
    string? Reason = null,
    string? Note = null,
    IReadOnlyList<string>? Selected = null,
    string? SelectionReason = null,
    string? ReasonCode = null,
    IReadOnlyDictionary<string, string>? Inputs = null
)
{
    internal const string InputPrefix = "inputs.";

    internal string? InputOf(string name) =>
        Inputs?.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? text : null;

    internal IReadOnlySet<string> SelectedValues => (Selected ?? []).ToHashSet(StringComparer.Ordinal);

    internal string? ReasonFor(ApprovalOption option) =>
        option.SelectionRequired && !string.IsNullOrWhiteSpace(SelectionReason) ? SelectionReason : Reason;

    internal static DecisionForm Of(IReadOnlyDictionary<string, StringValues> fields)
    {
        return new DecisionForm(
            Last("decision"),
            Last("reason"),
            Last("note"),
            fields.TryGetValue("selected", out var selected) ? [.. selected.OfType<string>()] : null,
            Last("selection_reason"),
            Last("reason_code"),
            fields
                .Where(field => field.Key.StartsWith(InputPrefix, StringComparison.Ordinal))
                .ToDictionary(
                    field => field.Key[InputPrefix.Length..],
                    field => field.Value.LastOrDefault() ?? string.Empty,
                    StringComparer.Ordinal
                )
        );

        string? Last(string name) => fields.TryGetValue(name, out var values) ? values.LastOrDefault() : null;
    }
}
