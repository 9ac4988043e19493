using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Explains a commission by its trace, as JSON or as a page.</summary>
[Tags("Commissions")]
public sealed class ExplainCommission(IPrograms programs, CommissionDecisionService service, CommissionPages pages)
{
    /// <inheritdoc cref="ExplainCommission"/>
    [Function(nameof(ExplainCommission))]
    [EndpointSummary("Explains a commission with its trace, as JSON or as a page.")]
    [EndpointDescription("The example shows a part of the trace.")]
    [ResponseExample(
        $$"""
            {
              "commission": {{CommissionView.Example}},
              "trace": {
                "rule": "revenue-share",
                "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                "amount": 2000,
                "evaluation": {
                  "rules_version": 1,
                  "rules": [
                    {
                      "rule": "revenue-share",
                      "outcome": "selected",
                      "conditions": [],
                      "base": { "kind": "net", "amount": 12000, "deducted": 2000, "value": "10000" },
                      "lines": [{ "base": "10000", "percent": "20" }],
                      "exact": "2000",
                      "rounded": 2000,
                      "caps": [],
                      "amount": 2000
                    }
                  ],
                  "select": "highest",
                  "decision": "pay"
                }
              },
              "reversals": []
            }
            """
    )]
    [ProducesResponseType<Explanation>(StatusCodes.Status200OK, "application/json", "text/html")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/commissions/{id}/explain")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                service
                    .ExplainAsync(program.Slug, id, cancellationToken)
                    .Match(async explained =>
                        request.WantsPage()
                            ? await pages.ExplanationAsync(program, explained)
                            : HttpResults.Ok(Explanation.Of(explained))
                    ),
            cancellationToken
        );

    /// <summary>The explanation of a commission.</summary>
    /// <param name="Commission">The commission.</param>
    /// <param name="Trace">The trace of the commission; for a line that corrects another commission, the trace of the
    /// reversal; for an adjustment by hand, the decision.</param>
    /// <param name="Reversals">The amounts that were taken back and put back, each with its trace.</param>
    private sealed record Explanation(
        CommissionView Commission,
        [property: SchemaOf(typeof(JsonObject))] JsonElement Trace,
        IReadOnlyList<Reversal> Reversals
    )
    {
        public static Explanation Of(ExplainedCommission explained) =>
            new(PartnerLedgers.ViewOf(explained.Commission), JsonElement.Parse(explained.Trace), explained.Reversals);
    }
}
