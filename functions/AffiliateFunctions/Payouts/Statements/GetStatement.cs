using Affiliate.Domain.Identity;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Returns a partner's statement as JSON, as CSV, or as a page.</summary>
[Tags("Cycles")]
public sealed class GetStatement(
    IPrograms programs,
    IPartners partners,
    ILedger ledger,
    CycleStore cycles,
    PageAnswers pages
)
{
    /// <inheritdoc cref="GetStatement"/>
    [Function(nameof(GetStatement))]
    [EndpointSummary("Returns a partner's statement, as JSON, as CSV or as a page.")]
    [ResponseExample(
        """
            {
              "period": "2026-11",
              "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "amount": 2000,
              "currency": "USD",
              "status": "paid",
              "lines": [
                {
                  "commission": "com_01m45r3180yajdsx5vk7tbxabk",
                  "text": "revenue-share, sale sale-1 of 2026-10-05",
                  "amount": 2000
                }
              ],
              "balance": {
                "held": 0,
                "pending": 0,
                "payable": 0,
                "in_payout": 0,
                "paid": 2000,
                "negative": 0,
                "currency": "USD"
              }
            }
            """
    )]
    [ProducesResponseType<PartnerStatement>(StatusCodes.Status200OK, "application/json", "text/csv", "text/html")]
    [ProducesProblems(404)]
    public async Task<IResult> RunAsync(
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
    )
    {
        var cycle = await cycles.RequireAsync(programs, slug, period, cancellationToken);
        if (!cycle.Succeeded)
        {
            return HttpResults.Problem(cycle.Problem);
        }

        if (
            !PartnerId.TryParse(id, out var partnerId)
            || await partners.FindAsync(cycle.Value.Program, partnerId, cancellationToken) is not { } partner
        )
        {
            return HttpResults.Problem(Problem.NotFound($"There is no partner '{id}' in the program."));
        }

        var payout = await cycles.FindPayoutAsync(
            cycle.Value.Program,
            cycle.Value.Period,
            partnerId,
            cancellationToken
        );
        var statement = PartnerStatement.Of(
            cycle.Value,
            partnerId,
            payout?.Attempt == cycle.Value.Attempt ? payout : null,
            await ledger.BalanceAsync(cycle.Value.Program, partnerId, cancellationToken)
        );
        if (request.WantsPage())
        {
            var program = await programs.FindAsync(cycle.Value.Program, cancellationToken);
            return await pages.AnswerAsync<StatementPage>(statement.ToPage(program!.Name, partner));
        }

        return request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase)
            ? Results.Text(statement.ToCsv(), "text/csv; charset=utf-8")
            : HttpResults.Ok(statement);
    }
}
